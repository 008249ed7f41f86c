"""The measures by who wrote the code, as facts: people, bots, AI tools, and whoever left no sign."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure of the view by_authorship, over the whole history. share: None where there is no whole."""

    measure: str
    part: int
    whole: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Writer:
    """kind: authorship or tool; what several tools did together counts for each. Commits are no merges, lines
    are of code in source and tests; measures: by name.
    """

    kind: str
    name: str
    commits: int
    new_lines: int
    live_lines: int
    measures: tuple[Measured, ...]

    def share(self, measure: str) -> float | None:
        """One measure; None where nothing is old enough to tell."""
        return next((one.share for one in self.measures if one.measure == measure), None)


def build(con: duckdb.DuckDBPyConnection) -> tuple[Writer, ...]:
    """Each authorship that has any commit or line, then each tool, the one with the most commits first."""
    sizes: dict[tuple[str, str], Counter[str]] = {}
    for authorship, agent, commits, new, live in con.execute(
        "SELECT authorship, agent, sum(commits)::BIGINT, sum(written_lines)::BIGINT, sum(live_lines)::BIGINT "
        "FROM ai_share GROUP BY ALL"
    ).fetchall():
        for writer in _writers(authorship, agent):
            size = {"commits": commits, "new": new, "live": live}
            sizes.setdefault(writer, Counter()).update(size)
    parts: dict[tuple[str, str], Counter[str]] = {}
    wholes: dict[tuple[str, str], Counter[str]] = {}
    for measure, authorship, agent, part, whole in con.execute(
        "SELECT measure, authorship, agent, sum(part)::BIGINT, sum(whole)::BIGINT FROM by_authorship "
        "GROUP BY ALL"
    ).fetchall():
        for writer in _writers(authorship, agent):
            parts.setdefault(writer, Counter())[measure] += part
            wholes.setdefault(writer, Counter())[measure] += whole
    ordered = sorted(sizes, key=lambda writer: (writer[0] != "authorship", -sizes[writer]["commits"], writer))
    return tuple(
        Writer(
            *writer,
            sizes[writer]["commits"],
            sizes[writer]["new"],
            sizes[writer]["live"],
            tuple(
                Measured(name, parts[writer][name], whole, parts[writer][name] / whole if whole else None)
                for name, whole in sorted(wholes.get(writer, {}).items())
            ),
        )
        for writer in ordered
        if sizes[writer].total()
    )


def _writers(authorship: str, agent: str | None) -> Iterable[tuple[str, str]]:
    yield "authorship", authorship
    for tool in agent.split("+") if agent else ():
        yield "tool", tool
