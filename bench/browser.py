"""A real Chromium, and how to tell that a Streamlit page in it is complete."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# Expressions in the page. Streamlit puts a skeleton where the code of a kind of element is yet to come.
DRAWN = """() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].every(chart => {
    const drawn = chart.querySelector('svg, canvas');
    return drawn && drawn.getBoundingClientRect().width > 100;
})"""
AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]');
    return app && app.dataset.testScriptState === 'notRunning'
        && document.querySelector('h1')
        && !document.querySelector('[data-testid=stSpinner], [data-testid=stSkeleton], [data-stale=true]');
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window; exits with a message where there is none."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("this needs Debian's chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
