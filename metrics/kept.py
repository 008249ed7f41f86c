"""Verdicts kept in the database that they were judged from, so that only the first who asks waits."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

from analyzer import store
from metrics import sentences, views
from metrics.curves import Hazard, Point, Survival
from metrics.hypotheses import HYPOTHESES, Hypothesis
from metrics.verdict import Arm, Contaminated, Interval, Outcome, Row, Trial, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

_STATISTICS = ("lifelines", "numpy", "scipy")
# A database can come with a stranger's repository, and these words are shown as our own: none that a
# terminal, Markdown or HTML would obey.
_PLAIN = re.compile(r"[\w ,.;:%()='-]*", re.ASCII)
_RUN = ("ai", "others", "log_rank_p", "hazard", "why_no_hazard")
_READ = (
    "id",
    "estimate",
    "low",
    "high",
    "p",
    "q",
    "outcome",
    "reason",
    "refusals",
    "ai",
    "others",
    "clustered",
    "permuted",
    "other_ways",
    "contamination",
)


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is judged of a history, in the order of HYPOTHESES; survival: None without AI lines."""

    verdicts: tuple[Verdict, ...]
    survival: Survival | None


def fingerprint(con: duckdb.DuckDBPyConnection) -> str:
    """What the verdicts on a mined history depend on: its tables, the claims and the statistics."""
    history = con.execute("SELECT head_sha, options_hash, tables_hash FROM mining_run").fetchall()
    return sha256(f"{history} {_method()}".encode()).hexdigest()


@cache
def _method() -> str:
    """A hash over the text of all that judges and of the views it reads, and the libraries' versions."""
    hashed = sha256("\0".join(measure.sql for measure in views.measures()).encode())
    package = sorted(resources.files("metrics").iterdir(), key=lambda file: file.name)
    for file in package:
        if file.name.endswith(".py"):
            hashed.update(file.read_bytes())
    versions = [f"{library} {metadata.version(library)}" for library in _STATISTICS]
    return f"{hashed.hexdigest()} {versions}"


def keep(database: Path, findings: Findings, judged_from: str) -> None:
    """Put what was found into the database, unless that is of another history by now.

    judged_from: the fingerprint it had when it was judged. Raises DatabaseError when a mining is in progress
    or nothing can be written there.
    """
    with store.amended(database) as con:
        if fingerprint(con) != judged_from:
            return
        for table in ("verdict_run", "verdicts"):
            con.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        _insert(con, "verdict_run", {"fingerprint": judged_from} | _run(findings.survival))
        for verdict in findings.verdicts:
            _insert(con, "verdicts", _row(verdict))


def read(con: duckdb.DuckDBPyConnection) -> Findings | None:
    """What is kept in a mined database; None where nobody has asked yet, or it is not of this history, these
    claims and these statistics.
    """
    runs = con.execute(f"SELECT fingerprint, {', '.join(_RUN)} FROM verdict_run").fetchall()  # noqa: S608
    rows = con.execute(f"SELECT {', '.join(_READ)} FROM verdicts").fetchall()  # noqa: S608
    by_id = {row[0]: dict(zip(_READ, row, strict=True)) for row in rows}
    if len(runs) != 1 or by_id.keys() != {hypothesis.id for hypothesis in HYPOTHESES}:
        return None
    if not {row["outcome"] for row in by_id.values()} <= {*Outcome}:
        return None
    ((found, *run),) = runs
    if found != fingerprint(con):
        return None
    findings = Findings(
        tuple(_verdict(hypothesis, by_id[hypothesis.id]) for hypothesis in HYPOTHESES),
        _survival(dict(zip(_RUN, run, strict=True))),
    )
    return findings if all(map(_PLAIN.fullmatch, _words(findings))) else None


def _words(findings: Findings) -> Iterator[str]:
    for verdict in findings.verdicts:
        yield verdict.reason
        yield from verdict.trial.reasons
        yield from (row.way for row in verdict.trial.rows)
    if findings.survival is not None:
        yield findings.survival.why_no_hazard


def _insert(con: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    values = ", ".join("?" for _ in row)
    con.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})", [*row.values()])  # noqa: S608


def _run(survival: Survival | None) -> dict[str, Any]:
    return {} if survival is None else asdict(survival)


def _row(verdict: Verdict) -> dict[str, Any]:
    hypothesis, trial = verdict.hypothesis, verdict.trial
    arms = [arm for arm in (trial.ai, trial.others) if arm is not None]
    interval = trial.interval
    return {
        "id": hypothesis.id,
        "claim": hypothesis.claim,
        "is_primary": hypothesis.primary,
        "estimand": hypothesis.estimand,
        "estimate": trial.estimate,
        "low": trial.low,
        "high": trial.high,
        "margin": hypothesis.margin,
        "n_commits": sum(arm.commits for arm in arms) if arms else None,
        "n_lines": sum(arm.lines for arm in arms) if arms else None,
        "p": verdict.p,
        "q": verdict.q,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "refusals": [*trial.reasons],
        "ai": trial.ai and asdict(trial.ai),
        "others": trial.others and asdict(trial.others),
        "clustered": interval and _ends(interval.clustered, interval.clustered_p),
        "permuted": interval and _ends(interval.permuted, interval.permuted_p),
        "other_ways": [asdict(row) for row in trial.rows],
        "contamination": [asdict(row) for row in trial.contaminated],
    }


def _ends(interval: tuple[float, float], p: float) -> dict[str, float]:
    return {"low": interval[0], "high": interval[1], "p": p}


def _verdict(hypothesis: Hypothesis, row: dict[str, Any]) -> Verdict:
    trial = Trial(
        estimate=row["estimate"],
        low=row["low"],
        high=row["high"],
        reasons=tuple(row["refusals"]),
        ai=row["ai"] and Arm(**row["ai"]),
        others=row["others"] and Arm(**row["others"]),
        interval=row["clustered"] and row["permuted"] and _interval(row["clustered"], row["permuted"]),
        rows=tuple(Row(**way) for way in row["other_ways"]),
        contaminated=tuple(Contaminated(**share) for share in row["contamination"]),
    )
    outcome, reason = Outcome(row["outcome"]), row["reason"]
    sentence = sentences.sentence(hypothesis, trial, outcome.value, reason)
    return Verdict(hypothesis, trial, outcome, row["p"], row["q"], reason, sentence)


def _interval(clustered: dict[str, float], permuted: dict[str, float]) -> Interval:
    return Interval(
        (clustered["low"], clustered["high"]),
        clustered["p"],
        (permuted["low"], permuted["high"]),
        permuted["p"],
    )


def _survival(run: dict[str, Any]) -> Survival | None:
    if run["ai"] is None:
        return None
    curves = {kind: tuple(Point(**point) for point in run[kind]) for kind in ("ai", "others")}
    return Survival(**run | curves | {"hazard": run["hazard"] and Hazard(**run["hazard"])})
