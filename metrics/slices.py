"""A slice of a history: every measure of it, by the measure's one definition.

The views read a few base relations. In a connection that holds a slice these are hidden behind temporary
views of the same names that let only the slice through: DuckDB looks up what a view reads when it is read,
temporary views first. So no measure knows of slices, and no slice defines one anew.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import duckdb

NO_TEAM = "no team"
UNKNOWN = "unknown"  # a language, an authorship


@dataclass(frozen=True, slots=True)
class Slice:
    """What a question is about; an empty field leaves nothing out.

    since, until: the first days of the first and the last month in which lines or changes landed.
    """

    since: date | None = None
    until: date | None = None
    roles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    authorships: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The names of the fields that leave something out."""
        return tuple(field.name for field in fields(self) if getattr(self, field.name))


@dataclass(frozen=True, slots=True)
class _Base:
    """A relation that views read. says: the fields it has columns for; landed: its own column of the landing;
    path, commit: the columns that lead to the other fields, empty where it has none: these leave it whole.
    """

    says: tuple[str, ...]
    landed: str = ""
    path: str = ""
    commit: str = ""


_PATH = ("roles", "languages", "folders")
_COMMIT = ("since", "until", "teams", "authorships")
_BASES = {
    "lines": _Base((*_PATH, *_COMMIT), "landing_birth"),
    "changed_lines": _Base((*_PATH, *_COMMIT), "period"),
    "revisions": _Base((*_PATH, "since", "until", "authorships"), "period", commit="seq"),
    "copies": _Base((), path="path_id", commit="seq"),
    "live_runs": _Base(("authorships",), path="path_id", commit="birth_seq"),
    # What stood at a snapshot goes by its place, what was brought also by the commit that brought it. Of what
    # stood the months of a slice are those of the snapshots.
    "standing_files": _Base(_PATH),
    "new_smells": _Base(_COMMIT, "landed"),
    "head_smells": _Base(_COMMIT, "landed"),
    **{
        measure: _Base(("since", "until"), "taken")
        for measure in ("smell_density", "smell_turnover", "complexity_distribution", "test_smells")
    },
}


def hold(con: duckdb.DuckDBPyConnection, chosen: Slice) -> None:
    """Let all views of a connection see the slice alone, for as long as it is open; once.

    When AI was adopted, the size of the history and what was skipped stay those of the whole, and so do
    changes and complexity of hotspots but for their place. Raises duckdb.Error when a view is missing.
    """
    for name in chosen.said:
        value = getattr(chosen, name)
        con.execute(f"SET VARIABLE slice_{name} = $1", [list(value) if isinstance(value, tuple) else value])
    database = con.execute("SELECT current_database()").fetchall()[0][0].replace('"', '""')
    for name, base in _BASES.items():
        if conditions := _conditions(base, f'"{database}".main', chosen.said):
            where = " AND ".join(conditions)
            con.execute(f'CREATE TEMP VIEW {name} AS SELECT * FROM "{database}".main.{name} WHERE {where}')  # noqa: S608


def _conditions(base: _Base, schema: str, said: tuple[str, ...]) -> list[str]:
    own = [_condition(name, base.landed) for name in said if name in base.says]
    by_path = [_condition(name, "") for name in said if base.path and name in _PATH and name not in base.says]
    by_commit = [
        _condition(name, "landed_time AT TIME ZONE 'UTC'")
        for name in said
        if base.commit and name in _COMMIT and name not in base.says
    ]
    if by_path:
        own.append(
            f"{base.path} IN (SELECT path_id FROM {schema}.folders WHERE {' AND '.join(by_path)})"  # noqa: S608
        )
    if by_commit:
        own.append(f"{base.commit} IN (SELECT seq FROM {schema}.commits WHERE {' AND '.join(by_commit)})")  # noqa: S608
    return own


def _condition(name: str, landed: str) -> str:
    chosen = f"getvariable('slice_{name}')"
    return {
        "since": f"{landed} >= {chosen}",
        "until": f"{landed} < {chosen} + INTERVAL 1 MONTH",
        "roles": f"list_contains({chosen}, role)",
        "languages": f"list_contains({chosen}, coalesce(language, '{UNKNOWN}'))",
        "folders": f"list_contains({chosen}, folder)",
        "authorships": f"list_contains({chosen}, coalesce(authorship, '{UNKNOWN}'))",
        "teams": f"list_contains({chosen}, coalesce(team, '{NO_TEAM}'))",
    }[name]
