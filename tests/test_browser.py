"""The dashboard and the report in a real Chromium, in light and dark, on a laptop and on a telephone.

`make test-browser` runs it and keeps the screenshots in the folder that SCREENSHOTS names.
"""

import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from command import COMMAND, git
from pages import PAGES

from analyzer.store import open_database
from bench.browser import AT_REST, DRAWN, chromium
from dashboard.data import judgements
from dashboard.formats.html import page
from dashboard.report.whole import build

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
WIDTHS = (1280, 420)  # pixels
TALL = {1280: 2000, 420: 3600}  # pixels
# Each differs from the one before in one thing, for every change draws all charts anew.
LOOKS = ((1280, "light"), (1280, "dark"), (420, "dark"), (420, "light"))
PATIENCE = 90_000  # milliseconds, of a busy machine
# Streamlit looks for its server below the page's own address first, and is answered 404.
KNOWN = "_stcore/"
GROUND_IS = """scheme => {
    const ground = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor;
    return (Number(ground.match(/\\d+/)[0]) > 128) === (scheme === 'light');
}"""
SHOWN = "[data-testid=stVegaLiteChart]:visible, [data-testid=stDataFrame]:visible"
WITHOUT_CHARTS = {"explain", "commit"}
# Pages that show little of the sample: it has no snapshots, and a commit wants to be named.
OF_THE_SMALL_ONE = {"smells": "smells?repo=work", "churn": "churn?repo=work"}


@pytest.fixture(scope="module")
def address(sample, smelly):
    """Where the dashboard is, of the sample and of a small history with snapshots, which is called work."""
    command = [COMMAND, "dashboard", sample, smelly / ".git" / "linespan" / "history.duckdb"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(browser):
    """A window of the browser, which keeps the code of Streamlit from one page to the next."""
    with browser.new_context(accept_downloads=True) as context:
        yield context


@pytest.fixture
def tab(window):
    """A page of the browser that remembers what its console complained of, and what it asked for."""
    window.set_offline(False)
    page = window.new_page()
    page.set_viewport_size({"width": WIDTHS[0], "height": TALL[WIDTHS[0]]})
    page.set_default_timeout(PATIENCE)
    page.complaints = []
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            said.type == "error"
            and KNOWN not in said.location.get("url", "")
            and page.complaints.append(said.text)
        ),
    )
    yield page
    page.close()


@pytest.fixture(scope="module")
def screenshots(tmp_path_factory):
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def at_rest(tab):
    """Wait until the page is complete, and see that nothing broke, and nothing was asked of another host."""
    _, host, path, *_ = urlsplit(tab.url)
    name = path.strip("/")
    tab.wait_for_selector("h1" if name in WITHOUT_CHARTS else SHOWN)
    tab.wait_for_function(AT_REST)
    tab.wait_for_function(DRAWN)
    assert tab.locator("[data-testid=stException]").count() == 0
    assert tab.complaints == []
    own = (f"http://{host}/", f"ws://{host}/", "data:", "blob:")
    assert [url for url in tab.asked if not url.startswith(own)] == []


def look(tab, width, scheme, screenshot):
    """At a page of some width in light or dark: it is complete, and not wider than its window."""
    tab.set_viewport_size({"width": width, "height": TALL[width]})
    tab.emulate_media(color_scheme=scheme)
    tab.wait_for_function(GROUND_IS, arg=scheme)  # Streamlit hears of it a moment later
    at_rest(tab)
    tab.screenshot(path=screenshot)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than its window"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_in_both_schemes_and_widths(tab, address, smelly, screenshots, name):
    places = OF_THE_SMALL_ONE | {
        "overview": "",
        "commit": f"commit?repo=work&sha={git('-C', smelly, 'rev-parse', 'HEAD~1')}",
    }
    tab.goto(f"{address}/{places.get(name, name)}")
    at_rest(tab)
    for width, scheme in LOOKS:
        look(tab, width, scheme, screenshots / f"{name}-{scheme}-{width}.png")
    for place in range(tab.get_by_role("tab", selected=False).count()):
        tab.get_by_role("tab", selected=True).press("ArrowRight")
        tab.locator("[role=tabpanel]").locator(SHOWN).first.wait_for()
        for width, scheme in LOOKS[place % 2 :: 2]:  # of each part both widths, and both schemes
            look(tab, width, scheme, screenshots / f"{name}-{place + 2}-{scheme}-{width}.png")


def test_a_filter_stands_in_the_address_and_goes_along(tab, address):
    tab.goto(f"{address}/durability")
    at_rest(tab)
    tab.get_by_label("Role").click()
    tab.get_by_role("option", name="test", exact=True).click()
    tab.wait_for_url("**role=test**")
    tab.keyboard.press("Escape")  # closes the list, which hides the rest of the page
    at_rest(tab)
    tab.get_by_label("Written by").focus()
    tab.keyboard.type("ai")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**authorship=ai**")
    tab.keyboard.press("Escape")
    at_rest(tab)

    tab.get_by_role("link", name="Operations").click()
    tab.get_by_role("heading", name="Operations", exact=True).wait_for()
    at_rest(tab)
    assert "role=test" in tab.url
    assert "authorship=ai" in tab.url


def test_who_comes_by_a_link_takes_its_data_along(tab, address):
    tab.goto(f"{address}/churn?role=test&per=year")
    at_rest(tab)

    assert tab.get_by_text("test", exact=True).count() > 0
    assert "role=test" in tab.url
    with tab.expect_download() as coming:
        tab.get_by_role("button", name="Data as CSV").first.click()

    assert coming.value.suggested_filename == "churn.csv"
    assert Path(coming.value.path()).read_text("utf-8").startswith("period,born,churned,ratio\n2023-01-01,")


def test_a_row_leads_to_its_commit(tab, address, sample):
    with duckdb.connect(str(sample), read_only=True) as con:
        ((month,),) = con.execute(
            "SELECT strftime(max(landed_time), '%Y-%m') FROM commits WHERE authorship = 'ai'"
        ).fetchall()
    tab.goto(f"{address}/operations?month={month}")
    at_rest(tab)
    table = tab.locator("[data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    tab.mouse.click(box["x"] + 14, box["y"] + 52)  # the box at the left of the first row
    tab.wait_for_url("**/commit?**sha=**")
    tab.get_by_text("What it did").wait_for()
    at_rest(tab)


def test_a_smell_is_shown_with_its_source_and_leads_to_its_commit(tab, address):
    tab.goto(f"{address}/smells?repo=work&part=At+the+head&rule=complex-function")
    at_rest(tab)
    table = tab.locator("[data-testid=stDataFrame]").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    tab.mouse.click(box["x"] + 14, box["y"] + 52)  # the box at the left of the first row
    tab.get_by_text("ai       def grade(points):").wait_for()
    tab.get_by_role("button", name="which brought it").click()
    tab.wait_for_url("**/commit?**sha=**")
    tab.get_by_text("grade.py:4 grade").first.wait_for(state="attached")
    at_rest(tab)


@pytest.fixture(scope="module")
def report(sample, tmp_path_factory):
    """The address of the report in one file."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    with open_database(sample) as con:
        file.write_text(page.render(build(con, judgements.judgement(con))), "utf-8")
    return file.as_uri()


def opened(tab, report):
    """The report in a browser without a network, all charts drawn; gives what else it asked for."""
    tab.context.set_offline(True)
    tab.goto(report)
    tab.wait_for_function(
        "() => [...document.querySelectorAll('.chart')].every("
        "chart => chart.querySelector('svg')?.getBoundingClientRect().width > 100)"
    )
    return [url for url in tab.asked if url != report]


def test_the_report_needs_no_network(tab, report, screenshots):
    asked = opened(tab, report)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme)
            ink, ground = tab.evaluate(
                """() => {
                    const title = document.querySelector('.chart .mark-text.role-title-text text');
                    const page = getComputedStyle(document.body);
                    return [getComputedStyle(title).fill, page.backgroundColor];
                }"""
            )
            light, dark = (ground, ink) if scheme == "light" else (ink, ground)
            assert lightness(light) > 200
            assert lightness(dark) < 60
            tab.screenshot(path=screenshots / f"report-{scheme}-{width}.png", full_page=True)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width

    assert asked == []
    assert tab.complaints == []


def test_the_report_prints_on_white_whatever_the_screen(tab, report, screenshots):
    opened(tab, report)
    tab.emulate_media(color_scheme="dark", media="print")

    assert lightness(tab.evaluate("getComputedStyle(document.body).backgroundColor")) == 255
    assert tab.locator("nav").is_hidden()
    tab.pdf(path=screenshots / "report.pdf", format="A4")


def test_the_report_is_read_by_keyboard(tab, report):
    opened(tab, report)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#chapter-1")
    tab.locator("#chapter-2 figcaption a").first.focus()
    with tab.expect_download() as coming:
        tab.keyboard.press("Enter")
    saved = Path(coming.value.path()).read_text("utf-8")
    assert coming.value.suggested_filename == "survival-authorship.csv"
    assert saved.startswith("value,age_days,at_risk,survival\n")

    tab.locator("#chapter-2 summary").first.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.wait_for_function("() => document.activeElement.href.startsWith('blob:')")
    with tab.expect_download() as coming:
        tab.keyboard.press("Enter")
    assert Path(coming.value.path()).read_text("utf-8").startswith("<svg")


def test_a_chart_of_the_report_tells_its_figures(tab, report):
    opened(tab, report)
    tab.locator("#lines-by-authorship .mark-rect path").last.hover()
    tab.locator("#vg-tooltip-element.visible").wait_for()

    assert "share of new lines" in tab.locator("#vg-tooltip-element").inner_text()
    assert tab.complaints == []


def lightness(colour):
    """Of a computed colour, 0 to 255."""
    return int(colour.partition("(")[2].partition(",")[0])
