"""The pages as a person gets them, from Streamlit's own runner."""

import json
import sys
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

# For every page that it runs, Streamlit reads of each installed package whether it brings components.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

APP = Path(__file__).resolve().parents[1] / "dashboard" / "pages" / "app.py"
PAGES = {
    page.stem: page for page in sorted(APP.parent.glob("*.py")) if f'"{page.name}"' in APP.read_text("utf-8")
}


class Shown:
    """One page of the app on some databases."""

    def __init__(self, monkeypatch, *databases, page="overview", **parameters) -> None:
        """parameters: of the URL, `_` for what Python keeps for itself: from_."""
        self.app = AppTest.from_file(APP, default_timeout=120)
        monkeypatch.setattr(sys, "argv", ["app.py", *map(str, databases)])
        for name, value in parameters.items():
            self.app.query_params[name.rstrip("_")] = value
        if page != "overview":  # which is at the top
            self.app.switch_page(f"{page}.py")
        self.app.run()
        self.ran()

    def ran(self):
        """Nothing broke."""
        assert [each.message for each in self.app.exception] == []
        return self

    def parts(self) -> list[str]:
        """The names of its tabs, of which one is open."""
        return [tab.label for tab in self.app.tabs]

    def charts(self) -> dict[str, pd.DataFrame]:
        """The charts by their titles, up to a colon, with the data of the layer that has most."""
        return {
            json.loads(chart.proto.spec)["title"]["text"].partition(":")[0]: max(
                (pa.ipc.open_stream(each.data.data).read_pandas() for each in chart.proto.datasets), key=len
            )
            for chart in self.app.get("vega_lite_chart")
        }

    def specs(self) -> list[dict]:
        return [json.loads(chart.proto.spec) for chart in self.app.get("vega_lite_chart")]

    def cards(self) -> dict[str, str]:
        return {metric.label: metric.value for metric in self.app.metric}

    def tables(self) -> list[pd.DataFrame]:
        return [table.value for table in self.app.dataframe]

    def infos(self) -> list[str]:
        return [info.value for info in self.app.info]

    def words(self) -> str:
        """All that the page says in Markdown."""
        kinds = ("markdown", "caption", "title", "header", "subheader", "info", "error", "warning")
        return "\n".join(element.value for kind in kinds for element in self.app.get(kind))


def parts(monkeypatch, *databases, page, **parameters) -> dict[str, Shown]:
    """A page with each of its tabs open, by their names; as it is where it has none."""
    first = Shown(monkeypatch, *databases, page=page, **parameters)
    return {
        name: Shown(monkeypatch, *databases, page=page, **parameters | {"part": name})
        for name in first.parts()
    } or {"": first}


def charts(monkeypatch, *databases, page, **parameters) -> dict[str, pd.DataFrame]:
    """The charts of all of a page, as those that `Shown` has."""
    every = parts(monkeypatch, *databases, page=page, **parameters)
    return {name: data for shown in every.values() for name, data in shown.charts().items()}
