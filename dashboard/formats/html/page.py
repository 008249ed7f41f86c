"""The whole page: style, words, figures and scripts in one file."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib import resources
from typing import TYPE_CHECKING

from dashboard.formats.document import FromHistory
from dashboard.formats.html import figures
from dashboard.formats.html.words import Html, escaped, joined, paragraphs, section, table, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.formats.cards import Card
    from dashboard.report.chapter import Chapter
    from dashboard.report.whole import Report
    from metrics.views import Measure

QUESTION = "Does the code written with AI last?"
MEASURES = "How the measures are defined"


def render(report: Report) -> str:
    """The report as HTML that loads nothing and runs no scripts but its own two."""
    scripts = [figures.runtime(), _file("page.js")]
    run = report.run
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Linespan report on {escaped(run.repo)}</title>
<style>
{_file("page.css")}
</style>
</head>
<body>
<header>
<p class="where">Linespan report on {words(FromHistory(run.repo))} at {escaped(run.head_sha[:12])},
as of {run.as_of:%Y-%m-%d}</p>
<h1>{escaped(QUESTION)}</h1>
{_answer(report)}
{_cards(report)}
</header>
{_contents(report)}
<main>
<noscript><p class="note">Charts need JavaScript; the tables do not.</p></noscript>
{joined(_chapter(number, chapter) for number, chapter in enumerate(report.chapters, 1))}
{_measures(len(report.chapters) + 1, report.measures)}
</main>
<footer><p>Made by Linespan {escaped(run.tool_version)} from the history alone. This file loads nothing
and sends nothing.</p></footer>
{joined(Html(f"<script>{script}</script>") for script in scripts)}
</body>
</html>
"""


def _policy(scripts: list[str]) -> str:
    """What the browser is to hold the page to. Vega writes styles as it draws."""
    known = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {known}; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'"
    )


def _file(name: str) -> str:
    return (resources.files("dashboard.formats.html") / name).read_text("utf-8")


def _answer(report: Report) -> Html:
    outcome = escaped(report.primary.outcome.value)
    return Html(
        f'<p class="answer {outcome}">{words(report.primary.sentence)}</p>\n'
        f'<div class="caveats">{paragraphs(report.caveats)}</div>'
    )


def _cards(report: Report) -> Html:
    return Html(
        f'<dl class="cards">\n{joined(map(_card, report.cards))}\n</dl>\n'
        f'<p class="note">{escaped(report.beneath)}</p>'
    )


def _card(card: Card) -> Html:
    change = f'<dd class="change">{escaped(card.change)}</dd>' if card.change else ""
    return Html(
        f'<div><dt>{escaped(card.label)}</dt><dd class="number">{escaped(card.figure)}</dd>{change}'
        f'<dd class="note">{escaped(card.meaning)}</dd></div>'
    )


def _contents(report: Report) -> Html:
    titles = [*(chapter.section.title for chapter in report.chapters), MEASURES]
    entries = (
        f'<li><a href="#chapter-{number}">{escaped(title)}</a></li>' for number, title in enumerate(titles, 1)
    )
    return Html(f'<nav aria-label="Contents"><ol>{"".join(entries)}</ol></nav>')


def _chapter(number: int, chapter: Chapter) -> Html:
    shown = chapter.section
    drawn = joined(map(figures.figure, chapter.exhibits))
    return joined(
        [
            Html(f'<section id="chapter-{number}">\n<h2>{escaped(shown.title)}</h2>'),
            paragraphs(shown.sentences),
            Html(f'<div class="figures">\n{drawn}\n</div>') if drawn else Html(""),
            *(table(each, shown.title) for each in shown.tables),
            *map(section, chapter.below),
            Html("</section>"),
        ]
    )


def _measures(number: int, measures: Iterable[Measure]) -> Html:
    return Html(
        f'<section id="chapter-{number}">\n<h2>{escaped(MEASURES)}</h2>\n<dl class="measures">\n'
        f"{joined(map(_measure, measures))}\n</dl>\n</section>"
    )


def _measure(measure: Measure) -> Html:
    told = {
        "Formula": measure.formula,
        "Unit": measure.unit,
        "Better": measure.better,
        "Source": measure.source,
    }
    rest = "".join(f"<dd><b>{name}:</b> {escaped(text)}</dd>" for name, text in told.items())
    return Html(f"<div><dt>{escaped(measure.name)}</dt><dd>{escaped(measure.definition)}</dd>{rest}</div>")
