"""The audit of a repository as facts: what somebody judging its history wants to know, before any wording."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import agents, data, line_changes, smells, writers
from dashboard.data import rows
from metrics import published, views

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    import pandas as pd

    from metrics.verdict import Verdict

SURVIVAL_AGES = (30, 90, 365, 1095)  # days
FEW_LINES = 500  # below, a single commit decides a ratio
LARGE_SHARE = 0.5  # of a year's new lines; a landing with more decides the year's figures
FOLDERS_WEIGHED = 20  # those with the most new lines
FOLDERS_SHOWN = 10
PATHS_SHOWN = 3
CHURN_DAYS = 14  # as in the view new_code_churn


@dataclass(frozen=True, slots=True)
class DurableRatio:
    period: date
    horizon_days: int
    born: int
    durable: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Churn:
    period: date
    born: int
    churned: int
    ratio: float


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    age_days: int
    at_risk: int
    deaths: int
    censored: int
    survival: float


@dataclass(frozen=True, slots=True)
class Cohort:
    """Lines that landed together: in the year that is its name, or `all`.

    `survival` holds a share for each of SURVIVAL_AGES, None where no line was watched that long.
    """

    name: str
    lines: int
    half_life_days: int | None
    longest_age_days: int
    survival: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Lines of a cohort (landing year) that stand in the mainline at the end of a month."""

    period: date
    cohort: int
    lines: int


@dataclass(frozen=True, slots=True)
class Folder:
    folder: str
    born: int
    churned: int
    ratio: float
    live_lines: int


@dataclass(frozen=True, slots=True)
class LargeLanding:
    """A mainline commit that brought more than half of the new lines of its year."""

    year: int
    sha: str
    subject: str
    lines: int
    born: int
    share: float


@dataclass(frozen=True, slots=True)
class Clocks:
    """The durable ratio of the whole history by two clocks; None where no line is old enough."""

    horizon_days: int
    landing_ratio: float | None
    committer_ratio: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not analysed for one reason; `worst` are the paths with the most versions, and how many."""

    reason: str
    versions: int
    paths: int
    worst: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Paths that no measure counts, by role and by the rule that gave it to them.

    written: lines ever written there; `largest` are the paths where most were written.
    """

    role: str
    rule: str
    paths: int
    written: int
    live_lines: int
    largest: tuple[UncountedPath, ...]


@dataclass(frozen=True, slots=True)
class UncountedPath:
    path: str
    written: int
    live_lines: int


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything the reports say of one repository. A period is the day that a month or year begins on."""

    run: data.Run
    primary: Verdict | None  # on the one claim that stands for itself; None: nobody judged
    totals: data.Totals
    landing_delay: data.LandingDelay
    all_lines: Cohort | None  # None: no line ever counted
    cohorts: tuple[Cohort, ...]
    survival: tuple[SurvivalPoint, ...]  # of all lines
    durable_by_month: tuple[DurableRatio, ...]
    durable_by_year: tuple[DurableRatio, ...]
    churn_by_month: tuple[Churn, ...]
    churn_by_year: tuple[Churn, ...]
    large_landings: tuple[LargeLanding, ...]  # of years with few lines none
    changes_by_month: line_changes.LineChanges
    changes_by_year: line_changes.LineChanges
    published: tuple[published.Report, ...]  # what others found elsewhere
    writers: tuple[writers.Writer, ...]  # authorships, then tools
    notes: agents.Notes
    smells: smells.Smells | None  # None: no snapshot was taken
    written: int
    unlanded: int
    burndown: tuple[Standing, ...]
    churned_folders: tuple[Folder, ...]  # the worst first, small ones left out
    clocks: tuple[Clocks, ...]
    uncounted: tuple[Uncounted, ...]  # the most lines written first
    skipped: tuple[Skipped, ...]


def build(con: duckdb.DuckDBPyConnection, primary: Verdict | None = None) -> Audit:
    """Read the audit from a mined database with its views; raises DatabaseError when they are missing.

    primary: what was judged of the same database.
    """
    views.require(con)
    survival = data.survival(con)
    cohorts = _cohorts(data.half_life(con), survival)
    rework = data.in_branch_rework(con)
    durable, churn = data.durable_ratio(con, "month"), data.churn(con, "month")
    return Audit(
        run=data.run(con),
        primary=primary,
        totals=data.totals(con),
        landing_delay=data.landing_delay(con),
        all_lines=next((cohort for cohort in cohorts if cohort.name == "all"), None),
        cohorts=tuple(cohort for cohort in cohorts if cohort.name != "all"),
        survival=tuple(SurvivalPoint(*row[2:]) for row in rows(survival[survival["slice"] == "all"])),
        durable_by_month=_durable(durable),
        durable_by_year=_durable(_by_year(durable, ["horizon_days"], "durable")),
        churn_by_month=_churn(churn),
        churn_by_year=_churn(_by_year(churn, [], "churned")),
        large_landings=tuple(
            landing
            for landing in (LargeLanding(*row) for row in rows(data.largest_landings(con)))
            if landing.share > LARGE_SHARE and landing.born >= FEW_LINES
        ),
        changes_by_month=line_changes.build(con, "month"),
        changes_by_year=line_changes.build(con, "year"),
        published=published.reports(),
        writers=writers.build(con),
        notes=agents.notes(con),
        smells=smells.build(con),
        written=int(rework["written"].sum()),
        unlanded=int(rework["unlanded"].sum()),
        burndown=_burndown(data.burndown(con)),
        churned_folders=_folders(data.folders(con)),
        clocks=tuple(
            Clocks(horizon, landing, committer, difference)
            for horizon, _, _, landing, committer, difference in rows(data.clocks(con))
        ),
        uncounted=_uncounted(data.uncounted(con)),
        skipped=_skipped(data.skipped(con)),
    )


def pooled_churn(rows: Sequence[Churn]) -> float:
    """The share churned of all their lines together; `rows` are not empty."""
    return sum(row.churned for row in rows) / sum(row.born for row in rows)


def _by_year(months: pd.DataFrame, keys: list[str], part: str) -> pd.DataFrame:
    """Months summed to years, in the same columns: a second question of a large history costs more."""
    years = months.assign(period=months["period"].dt.to_period("Y").dt.to_timestamp())
    summed = years.groupby(["period", *keys], as_index=False)[["born", part]].sum()
    return summed.assign(ratio=summed[part] / summed["born"])


def _durable(frame: pd.DataFrame) -> tuple[DurableRatio, ...]:
    return tuple(DurableRatio(period.date(), *rest) for period, *rest in rows(frame))


def _churn(frame: pd.DataFrame) -> tuple[Churn, ...]:
    return tuple(Churn(period.date(), *rest) for period, *rest in rows(frame))


def _cohorts(half_lives: pd.DataFrame, survival: pd.DataFrame) -> tuple[Cohort, ...]:
    curves = {
        str(value): (curve["age_days"].tolist(), curve["survival"].tolist())
        for value, curve in survival.groupby("value")
    }
    return tuple(
        Cohort(
            name=value,
            lines=lines,
            half_life_days=None if half_life is None else int(half_life),
            longest_age_days=longest,
            survival=tuple(_survival_at(age, *curves[value]) for age in SURVIVAL_AGES),
        )
        for _, value, half_life, longest, lines in rows(half_lives)
    )


def _survival_at(age: int, ages: list[int], shares: list[float]) -> float | None:
    """The curve at an age: a step function, one before the first step, unknown after the last line left."""
    if age > ages[-1] and shares[-1] > 0:
        return None
    steps = bisect_right(ages, age)
    return shares[steps - 1] if steps else 1.0


def _burndown(frame: pd.DataFrame) -> tuple[Standing, ...]:
    return tuple(Standing(period.date(), *rest) for period, *rest in rows(frame))


def _folders(frame: pd.DataFrame) -> tuple[Folder, ...]:
    """The folders that churn most, among the large ones: a small one leads any list by accident."""
    born_in = frame[frame["born"] > 0]
    large = born_in[born_in["born"] >= min(FEW_LINES, born_in["born"].max())]
    weighed = large[large["born"].rank(method="first", ascending=False) <= FOLDERS_WEIGHED]
    return tuple(Folder(*row) for row in rows(weighed.head(FOLDERS_SHOWN)))


def _uncounted(frame: pd.DataFrame) -> tuple[Uncounted, ...]:
    groups = (
        Uncounted(
            role=str(role),
            rule=str(rule),
            paths=len(paths),
            written=int(paths["written"].sum()),
            live_lines=int(paths["live_lines"].sum()),
            largest=tuple(UncountedPath(*row[2:]) for row in rows(paths.head(PATHS_SHOWN))),
        )
        for (role, rule), paths in frame.groupby(["role", "rule"])
    )
    return tuple(sorted(groups, key=lambda group: -group.written))


def _skipped(frame: pd.DataFrame) -> tuple[Skipped, ...]:
    return tuple(
        Skipped(
            reason=str(reason),
            versions=int(paths["versions"].sum()),
            paths=len(paths),
            worst=tuple((path, versions) for _, path, versions in rows(paths.head(PATHS_SHOWN))),
        )
        for reason, paths in frame.groupby("reason")
    )
