"""What a chapter is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dashboard.formats.visible import texts_visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    import altair as alt
    import pandas as pd

    from dashboard.data import Period
    from dashboard.formats.document import Section


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A chart and the figures behind it. name: of both, when they are saved."""

    name: str
    chart: alt.LayerChart
    figures: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its charts, and the sections below it."""

    section: Section
    exhibits: tuple[Exhibit, ...] = ()
    below: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """How all charts over time are drawn. adopted: the first day of the month in which AI was."""

    period: Period
    adopted: date | None


class DrawnOverTime(Protocol):
    """A chart of `dashboard.charts` over time."""

    def __call__(self, frame: pd.DataFrame, *, period: Period, adopted: date | None) -> alt.LayerChart: ...


def exhibit(
    name: str, figures: pd.DataFrame, draw: Callable[[pd.DataFrame], alt.LayerChart]
) -> Iterator[Exhibit]:
    """The chart of some figures, its texts made visible; nothing where there are none."""
    if not figures.empty:
        yield Exhibit(name, draw(texts_visible(figures)), figures)


def over_time(name: str, figures: pd.DataFrame, draw: DrawnOverTime, axis: Axis) -> Iterator[Exhibit]:
    """As `exhibit`, of a chart over time."""
    return exhibit(name, figures, lambda frame: draw(frame, period=axis.period, adopted=axis.adopted))
