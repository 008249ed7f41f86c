"""The whole report: the answer, the headline figures, and the chapters in the order a reader asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dashboard import audit, data
from dashboard.data.choices import choices
from dashboard.data.trends import trend
from dashboard.formats import cards, sections, verdicts
from dashboard.report import lines, smells, writers
from dashboard.report.chapter import Axis, Chapter
from metrics import views

if TYPE_CHECKING:
    import duckdb

    from dashboard.formats.cards import Card
    from dashboard.formats.document import Sentence
    from dashboard.judgement import Judgement
    from metrics.verdict import Verdict
    from metrics.views import Measure


@dataclass(frozen=True, slots=True)
class Report:
    """caveats: of the answer, the verdict on the primary claim; beneath: what to know of the cards."""

    run: data.Run
    primary: Verdict
    caveats: tuple[Sentence, ...]
    cards: tuple[Card, ...]
    beneath: str
    chapters: tuple[Chapter, ...]
    measures: tuple[Measure, ...]


def build(con: duckdb.DuckDBPyConnection, judgement: Judgement) -> Report:
    """Read the report from a mined database with its views; raises DatabaseError when they are missing.

    judgement: of the same database.
    """
    facts = audit.build(con, judgement.primary)
    # The report goes to others, whom it does not concern where the repository stands on this machine.
    facts = replace(facts, run=replace(facts.run, repo=data.name_of(facts.run.repo)))
    axis = Axis(choices(con).legible, judgement.adopted)
    *grounds, caveats = verdicts.sections(judgement)
    return Report(
        run=facts.run,
        primary=judgement.primary,
        caveats=caveats.sentences,
        cards=(
            *(cards.share(headline, trend(con, headline)) for headline in cards.HEADLINES),
            cards.half_life(data.half_life(con)),
            cards.live_lines(facts.totals),
        ),
        beneath=cards.beneath(facts.run, facts.totals),
        chapters=(
            Chapter(sections.read(facts)),
            lines.lives(con, facts, axis),
            lines.durability(con, facts, axis),
            lines.operations(con, facts, axis),
            lines.churn(con, facts, axis),
            writers.adoption(con, facts, axis),
            smells.smells(con, facts, axis),
            writers.claims(judgement, grounds),
            Chapter(sections.uncounted(facts)),
            Chapter(sections.left_out(facts)),
        ),
        measures=views.measures(),
    )
