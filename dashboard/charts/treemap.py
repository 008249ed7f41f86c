"""Rectangles in a rectangle, each as large as its share: folders by lines, coloured by how they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd

from dashboard.charts.palette import GREY, HEIGHT, title

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, TALL = 16.0, 9.0  # of the whole, so that squares come out nearly square
LIGHT = alt.SchemeParams(name="oranges", extent=[0, 0.55])  # dark names are read on all of it
LABELLED = 0.03  # of the whole: smaller rectangles have no room for a name

COMPLEXITY = [
    alt.Tooltip("mean_complexity:Q", title="mean cyclomatic complexity", format=".2f"),
    alt.Tooltip("hotspot:Q", title="churn x complexity", format=".3f"),
]

Rectangle = tuple[float, float, float, float]  # x, y, width, height


def folders(frame: pd.DataFrame) -> alt.LayerChart:
    """Coloured by churn times complexity; by churn alone where no folder has a complexity.

    `frame` has one row per folder, the largest first: folder, live_lines, born, churned, ratio (0 to 1),
    mean_complexity, hotspot (ratio times it).
    """
    is_measured = bool(frame["hotspot"].notna().any())
    measure = "hotspot" if is_measured else "ratio"
    places = pd.DataFrame(squarified(frame["live_lines"].tolist()), columns=["x", "y", "width", "height"])
    whole = frame["live_lines"].sum()
    shown = frame.reset_index(drop=True).assign(
        x=places["x"],
        y=places["y"],
        x2=places["x"] + places["width"],
        y2=places["y"] + places["height"],
        middle=places["x"] + places["width"] / 2,
        centre=places["y"] + places["height"] / 2,
        label=[
            name if lines >= LABELLED * whole else ""
            for name, lines in zip(frame["folder"], frame["live_lines"], strict=True)
        ],
    )
    base = alt.Chart(shown)
    rectangles = base.mark_rect(stroke="white", strokeWidth=1).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False)),
        x2=alt.X2("x2:Q"),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, TALL], nice=False, reverse=True)),
        y2=alt.Y2("y2:Q"),
        color=alt.condition(
            f"isValid(datum.{measure})",
            alt.Color(
                f"{measure}:Q",
                title="churn x complexity" if is_measured else "new-code churn",
                scale=alt.Scale(scheme=LIGHT, domainMin=0),
                legend=alt.Legend(format=".2~f" if is_measured else "%", orient="bottom", gradientLength=200),
            ),
            alt.value(GREY),
        ),
        tooltip=[
            alt.Tooltip("folder:N", title="folder"),
            alt.Tooltip("live_lines:Q", title="lines of code today", format=","),
            alt.Tooltip("ratio:Q", title="new-code churn", format=".1%"),
            alt.Tooltip("churned:Q", title="lines churned", format=","),
            alt.Tooltip("born:Q", title="of lines landed", format=","),
            *(COMPLEXITY if is_measured else []),
        ],
    )
    names = base.mark_text(fontSize=11, color="#222222").encode(
        x=alt.X("middle:Q"), y=alt.Y("centre:Q"), text=alt.Text("label:N")
    )
    colour = (
        ("Area: lines of code today; colour: new-code churn times the mean", "complexity of functions today")
        if is_measured
        else (
            "Area: lines of code today; colour: share of new lines",
            "changed or removed within 14 days, over the whole time",
        )
    )
    return alt.LayerChart(
        layer=[rectangles, names],
        title=title(f"Folders: size and churn{' times complexity' * is_measured}", *colour),
        height=HEIGHT,
    )


def squarified(sizes: Sequence[float]) -> list[Rectangle]:
    """A rectangle for each size, the largest first, that together fill WIDTH x TALL.

    Bruls, Huizing and van Wijk, Squarified Treemaps (2000): rows along the shorter side, each as long as its
    rectangles come nearer to squares by it.
    """
    scale = WIDTH * TALL / sum(sizes)
    areas = [size * scale for size in sizes]
    x, y, width, height = 0.0, 0.0, WIDTH, TALL
    placed: list[Rectangle] = []
    while areas:
        side = min(width, height)
        length = 1
        while length < len(areas) and _worst(areas[: length + 1], side) <= _worst(areas[:length], side):
            length += 1
        row, areas = areas[:length], areas[length:]
        depth = sum(row) / side
        along = 0.0
        for area in row:
            extent = area / depth
            placed.append((x, y + along, depth, extent) if width >= height else (x + along, y, extent, depth))
            along += extent
        if width >= height:
            x, width = x + depth, width - depth
        else:
            y, height = y + depth, height - depth
    return placed


def _worst(row: Sequence[float], side: float) -> float:
    """The worst ratio of sides in a row of areas."""
    whole = sum(row)
    return max(side**2 * max(row) / whole**2, whole**2 / (side**2 * min(row)))
