"""The chapters on who wrote the code, and on what is claimed of it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from dashboard import agents
from dashboard.charts import claims as drawn
from dashboard.charts import shares
from dashboard.data import adoption as use
from dashboard.data import claims as judged
from dashboard.formats import agents as told
from dashboard.formats import writers
from dashboard.report.chapter import Chapter, exhibit, over_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from dashboard.audit import Audit
    from dashboard.formats.document import Section
    from dashboard.judgement import Judgement
    from dashboard.report.chapter import Axis, Exhibit


def adoption(con: duckdb.DuckDBPyConnection, facts: Audit, axis: Axis) -> Chapter:
    return Chapter(
        writers.section(facts.writers),
        (
            *over_time("commits-by-tool", use.commits_by_tool(con, axis.period), shares.tools, axis),
            *over_time(
                "lines-by-authorship", use.lines_by_authorship(con, axis.period), shares.authorship, axis
            ),
        ),
        told.sections(replace(agents.build(con), run=facts.run), "REPO"),
    )


def claims(judgement: Judgement, grounds: Sequence[Section]) -> Chapter:
    """grounds: as `formats.verdicts` tells them."""
    return Chapter(grounds[0], tuple(_differences(judgement)), tuple(grounds[1:]))


def _differences(judgement: Judgement) -> Iterator[Exhibit]:
    found = judged.differences(judgement)
    if found["estimate"].notna().any():
        yield from exhibit("verdicts", found, drawn.forest)
    margin = judged.margin(judgement.primary)
    shown = judged.contaminated(judgement.primary)
    yield from exhibit("contamination", shown, partial(drawn.contamination, margin=margin))
