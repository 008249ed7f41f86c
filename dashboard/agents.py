"""`linespan agents`: which commits and lines AI tools had a hand in, as facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.errors import LinespanError
from dashboard import data
from metrics import views

if TYPE_CHECKING:
    from datetime import date

    import duckdb

AUTHORSHIPS = ("ai", "bot", "human", "unknown")


@dataclass(frozen=True, slots=True)
class Share:
    """Commits that are no merges, new code lines, and code lines that stand today. Shares are of all."""

    name: str
    commits: int
    written_lines: int
    live_lines: int
    share_of_commits: float | None
    share_of_written: float | None
    share_of_live: float | None


@dataclass(frozen=True, slots=True)
class Adoption:
    """Days, and the first days of months; None where there is nothing. marker: the path of the first one."""

    first_commit: date | None
    commits_month: date | None
    first_marker: date | None
    marker: str | None
    marker_tool: str | None
    adopted: date | None
    attribution_off: date | None
    attribution_off_now: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """How many commits have evidence of one kind, and how many lines a note speaks of."""

    source: str
    mode: str
    strength: str
    commits: int


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes on lines: how many were read, say nothing, could not be read, and point nowhere."""

    read: int
    malformed: int
    unread: int
    elsewhere: int
    lines: int


@dataclass(frozen=True, slots=True)
class Agents:
    """Everything that is said of a repository. A tool's shares count what it did together with others too."""

    run: data.Run
    by_authorship: tuple[Share, ...]
    by_tool: tuple[Share, ...]
    by_year: tuple[tuple[int, tuple[Share, ...]], ...]
    models: tuple[tuple[str, int], ...]
    adoption: Adoption
    bases: tuple[Basis, ...]
    squashes: int
    branch_only: int
    notes: Notes


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign, as the table agent_evidence has it."""

    tool: str | None
    model: str | None
    source: str
    mode: str
    strength: str
    detail: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a commit has its label. lines: labels of its lines that are not its own, and how many each has."""

    sha: str
    subject: str
    author: str
    authored: date
    authorship: str
    agents: tuple[str, ...]
    squash: bool
    branch_only: bool
    evidence: tuple[Evidence, ...]
    lines: tuple[tuple[str, str | None, str | None, int], ...]


def build(con: duckdb.DuckDBPyConnection) -> Agents:
    """Read the facts from a mined database with its views; raises DatabaseError when they are missing."""
    views.require(con)
    rows = con.execute(
        "SELECT year, authorship, coalesce(agent, ''), commits, written_lines, live_lines "
        "FROM ai_share ORDER BY ALL"
    ).fetchall()
    whole = _sums(rows)
    years = sorted({row[0] for row in rows})
    tools = sorted({tool for row in rows if row[1] == "ai" for tool in row[2].split("+") if tool})
    by_tool = [_share(tool, [row for row in rows if tool in row[2].split("+")], whole) for tool in tools]
    return Agents(
        run=data.run(con),
        by_authorship=_by_authorship(rows),
        by_tool=tuple(sorted(by_tool, key=lambda share: -share.commits)),
        by_year=tuple((year, _by_authorship([row for row in rows if row[0] == year])) for year in years),
        models=tuple(
            con.execute(
                "SELECT model, count(DISTINCT seq) FROM agent_evidence "
                "WHERE model IS NOT NULL AND mode IN ('authored', 'co-authored') AND strength <> 'weak' "
                "GROUP BY model ORDER BY 2 DESC, 1"
            ).fetchall()
        ),
        adoption=_adoption(con),
        bases=tuple(
            Basis(*row)
            for row in con.execute(
                "SELECT source, mode, strength, count(DISTINCT seq) FROM agent_evidence "
                "GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3"
            ).fetchall()
        ),
        squashes=_count(con, "squash"),
        branch_only=_count(con, "branch_only"),
        notes=notes(con),
    )


def why(con: duckdb.DuckDBPyConnection, name: str) -> Why:
    """Why a commit has its label. name: its full name, or how that begins.

    Raises LinespanError where the history has none of this name, or several.
    """
    found = con.execute(
        "SELECT seq, sha, subject, author_name || ' <' || author_email || '>', "
        "(author_time AT TIME ZONE 'UTC')::DATE, authorship, agents, squash, branch_only "
        "FROM commits WHERE starts_with(sha, lower($1)) LIMIT 2",
        [name],
    ).fetchall()
    if not found:
        raise LinespanError(f"the mined history has no commit {name}", "git log names the commits")
    if len(found) > 1:
        raise LinespanError(f"several commits begin with {name}", "write more of the name")
    seq, sha, subject, author, authored, authorship, agents, squash, branch_only = found[0]
    evidence = con.execute(
        "SELECT tool, model, source, mode, strength, detail FROM agent_evidence WHERE seq = $1", [seq]
    ).fetchall()
    lines = con.execute(
        "SELECT authorship, agent, source, sum(lines)::BIGINT FROM line_labels WHERE seq = $1 "
        "GROUP BY ALL ORDER BY ALL",
        [seq],
    ).fetchall()
    return Why(
        sha,
        subject,
        author,
        authored,
        authorship,
        tuple(agents),
        squash,
        branch_only,
        tuple(Evidence(*row) for row in evidence),
        tuple(lines),
    )


def _by_authorship(rows: list[tuple[Any, ...]]) -> tuple[Share, ...]:
    whole = _sums(rows)
    return tuple(_share(name, [row for row in rows if row[1] == name], whole) for name in AUTHORSHIPS)


def _share(name: str, rows: list[tuple[Any, ...]], whole: tuple[int, int, int]) -> Share:
    parts = _sums(rows)
    shares = [part / of if of else None for part, of in zip(parts, whole, strict=True)]
    return Share(name, *parts, *shares)


def _sums(rows: list[tuple[Any, ...]]) -> tuple[int, int, int]:
    return sum(row[3] for row in rows), sum(row[4] for row in rows), sum(row[5] for row in rows)


def _adoption(con: duckdb.DuckDBPyConnection) -> Adoption:
    rows = con.execute(
        "SELECT first_commit, commits_month, first_marker, marker, marker_tool, adopted, attribution_off, "
        "attribution_off_now FROM adoption"
    ).fetchall()
    return Adoption(*rows[0])


def _count(con: duckdb.DuckDBPyConnection, flag: str) -> int:
    """Commits labelled `ai` that have a flag, which is the name of a column."""
    query = f"SELECT count(*) FROM commits WHERE authorship = 'ai' AND {flag}"  # noqa: S608 - our own names
    return int(con.execute(query).fetchall()[0][0])


def notes(con: duckdb.DuckDBPyConnection) -> Notes:
    """What was read of notes on lines."""
    rows = con.execute(
        "SELECT notes_read, notes_malformed, notes_unread, notes_elsewhere, "
        "(SELECT coalesce(sum(lines), 0)::BIGINT FROM line_labels WHERE source IS NOT NULL) FROM mining_run"
    ).fetchall()
    return Notes(*rows[0])
