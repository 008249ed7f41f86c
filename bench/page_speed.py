"""How long a page of the dashboard takes to be complete, beside a bare Streamlit page with one chart.

python -m bench.page_speed DB [--rounds N]

Both servers run at once; a visit before the first measured one ends their start-up. Every page is opened in
a browser that has seen none of it, once `at first`, when the server holds no answer about the database (its
copy is as new as after a mining), and once `again`. A page is complete when nothing runs and every chart is
drawn, and stays so for half a second, which is not counted.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench.browser import AT_REST, DRAWN, chromium
from bench.opened import opened

_BARE = """
import altair as alt
import pandas as pd
import streamlit as st

st.title("Bare")
points = pd.DataFrame({"x": range(100), "y": [x * x % 17 for x in range(100)]})
st.altair_chart(alt.Chart(points).mark_line().encode(x="x", y="y"))
"""
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_WINDOW = {"width": 1280, "height": 900}  # pixels
_PATIENCE = 60_000  # milliseconds
# Milliseconds since the page was asked for, up to where the half second began.
_COMPLETE = f"""() => {{
    if (!(({AT_REST})() && ({DRAWN})())) {{
        window.completeSince = undefined;
        return false;
    }}
    window.completeSince ??= performance.now();
    return performance.now() - window.completeSince > 500 && window.completeSince;
}}"""


@contextmanager
def served(command: Sequence[str | Path]) -> Iterator[str]:
    """Start a server and give the address that it prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            found = next(filter(None, map(_ADDRESS.search, server.stdout)), None)
            if found is None:
                sys.exit(f"{command[0]} ended without an address")
            yield found[0]
        finally:
            server.terminate()
            server.communicate()  # a server that can not print that it stops does not stop


def seconds(browser: Browser, address: str) -> tuple[float, int]:
    """How long a page took to be complete in a browser that is new to it, and its number of charts."""
    with browser.new_context(viewport=_WINDOW) as context:
        page = _complete(context.new_page(), address)
        took = page.wait_for_function(_COMPLETE, timeout=_PATIENCE).json_value() / 1000
        return took, page.locator("[data-testid=stVegaLiteChart]").count()


def pages(browser: Browser, address: str, commit: str) -> dict[str, str]:
    """The addresses of the dashboard's pages by their names, as its navigation lists them."""
    with browser.new_context(viewport=_WINDOW) as context:
        page = _complete(context.new_page(), address)
        links = page.locator("[data-testid=stSidebarNavLink]").all()
        found = {link.inner_text(): link.evaluate("link => link.href") for link in links}
    return found | {"Commit": f"{address}/commit?sha={commit}"}


def _complete(page: Page, address: str) -> Page:
    page.goto(address, wait_until="commit", timeout=_PATIENCE)
    page.wait_for_function(_COMPLETE, timeout=_PATIENCE)
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    programs = Path(sys.executable).parent
    with opened(arguments.database) as con:
        ((commit,),) = con.execute(
            "SELECT sha FROM commits WHERE NOT is_merge ORDER BY seq DESC LIMIT 1"
        ).fetchall()
    bare: list[float] = []
    first: dict[str, list[float]] = {}
    again: dict[str, list[float]] = {}
    charts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        script, database = Path(folder) / "bare.py", Path(folder) / "history.duckdb"
        script.write_text(_BARE, "utf-8")
        shutil.copyfile(arguments.database, database)
        options = {
            "server.address": "127.0.0.1",
            "server.headless": "true",
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": "false",
        }
        run = [
            programs / "streamlit",
            "run",
            script,
            *(f"--{name}={value}" for name, value in options.items()),
        ]
        with served(run) as plain, served([programs / "linespan", "dashboard", database]) as dashboard:
            seconds(browser, plain)
            places = pages(browser, dashboard, commit)
            for _ in range(arguments.rounds):
                bare.append(seconds(browser, plain)[0])
                for name, address in places.items():
                    os.utime(database)  # the server takes it for one that was mined again
                    took, charts[name] = seconds(browser, address)
                    first.setdefault(name, []).append(took)
                    again.setdefault(name, []).append(seconds(browser, address)[0])
    unit = statistics.median(bare)
    print(f"bare page: {unit:.2f} s, {min(bare):.2f} to {max(bare):.2f}; medians of {arguments.rounds}")
    print("| page | charts | at first | of bare | again | of bare |\n|---|---|---|---|---|---|")
    for name in places:
        one, other = statistics.median(first[name]), statistics.median(again[name])
        print(
            f"| {name} | {charts[name]} "
            f"| {one:.2f} s | {one / unit:.2f} | {other:.2f} s | {other / unit:.2f} |"
        )


if __name__ == "__main__":
    main()
