"""Do the verdicts hold what they promise? Labels at random, dates at random, and planted effects.

python -m bench.validate REPO... [--db FILE]... [--draws N] [--effects N] [--descriptive N] [--seed N]

Prints the tables of VALIDATION.md, section Statistics. Labels are drawn on each history (bench/labelling.py);
effects are planted into made-up ones whose commits are as large as theirs (bench/effects.py). Ends with 1
where a limit is missed: of false verdicts 7 % over all repositories and 12 % on one, of intervals that hold
the truth 90 %.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import duckdb
import numpy as np

from bench import effects, labelling
from bench.oracles import mined
from metrics import cells, survival
from metrics.hypotheses import HYPOTHESES, BeforeAfter
from metrics.sample import Floats, codes, sample
from metrics.verdict import Outcome

POOLED, ONE = 0.07, 0.12  # false verdicts at most
COVERED = 0.90  # of intervals, at least
FEW = 50  # draws that pass the guards; with fewer a rate says nothing
RATIOS = (1.0, 1.5, 2.0, 3.0, 0.5)  # hazard ratios that are planted
DATES = "adoption month"
SNAPSHOTS = 60  # that a mining takes for the claims about smells


@dataclass(frozen=True, slots=True)
class Rate:
    """One hypothesis under one labelling on one history, or on all."""

    hypothesis: str
    labelling: str
    repository: str
    drawn: int
    draws: tuple[labelling.Draw, ...]

    def share(self, kind: str) -> float:
        return sum(getattr(draw, kind) for draw in self.draws) / max(len(self.draws), 1)

    @property
    def tested(self) -> bool:
        return len(self.draws) >= FEW


def rates(con: duckdb.DuckDBPyConnection, repository: str, drawn: int, seed: int) -> Iterator[Rate]:
    """Every hypothesis under every labelling that goes with it; those of one interval once."""
    columns = cells.by_view(con)
    seen = set()
    for hypothesis in HYPOTHESES:
        design = hypothesis.design
        if design in seen:
            continue
        seen.add(design)
        if isinstance(design, BeforeAfter):
            found = tuple(labelling.dated(cells.months(con, design)[0], hypothesis, drawn, seed))
            yield Rate(hypothesis.id, DATES, repository, drawn, found)
            continue
        cells_of = sample(cells.compared(columns[design.view], design))
        for kind in labelling.LABELLINGS:
            found = tuple(labelling.draws(cells_of, hypothesis, design.cap, kind, drawn, seed))
            yield Rate(hypothesis.id, kind, repository, drawn, found)


def descriptive(con: duckdb.DuckDBPyConnection, drawn: int, seed: int) -> dict[str, tuple[float, float]]:
    """By labelling, how often log-rank and Cox have p below 0.05: they give no verdict."""
    rng = np.random.default_rng(seed)
    columns = cells.lives(con)
    held = sample(columns | {"hits": columns["lines"], "cluster": columns["landed_seq"]})
    found = {}
    for kind in labelling.LABELLINGS:
        alarms = []
        for number in range(drawn):
            ai = labelling.labelled(held, kind, labelling.SHARES[number % len(labelling.SHARES)], rng).ai
            told = survival.lives(columns | {"ai": ai})
            log_rank, hazard = survival.log_rank(told), survival.hazard_ratio(told)
            if log_rank is not None and isinstance(hazard, survival.Hazard):
                alarms.append((log_rank < 0.05, hazard.p < 0.05))
        found[kind] = tuple(np.mean(alarms, axis=0).tolist()) if alarms else (np.nan, np.nan)
    return found


def show_rates(found: list[Rate]) -> bool:
    """The table of false verdicts; whether all limits are kept."""
    names = list(dict.fromkeys(rate.repository for rate in found))
    print("| hypothesis | labels by | " + " | ".join(names) + " | all | refuted | plain test |")
    print("|---" * (len(names) + 5) + "|")
    kept = True
    for hypothesis, kind in dict.fromkeys((rate.hypothesis, rate.labelling) for rate in found):
        of_one = [rate for rate in found if (rate.hypothesis, rate.labelling) == (hypothesis, kind)]
        all_draws = tuple(draw for rate in of_one for draw in rate.draws)
        pooled = Rate(hypothesis, kind, "all", sum(rate.drawn for rate in of_one), all_draws)
        shown = [
            *map(_rate, [*of_one, pooled]),
            f"{pooled.share('refuted'):.0%}",
            f"{pooled.share('naive'):.1%}",
        ]
        print(f"| {hypothesis} | {kind} | " + " | ".join(shown) + " |")
        if kind != labelling.CAREER:
            kept &= not pooled.tested or pooled.share("false") <= POOLED
            kept &= all(not rate.tested or rate.share("false") <= ONE for rate in of_one)
    return kept


def _rate(rate: Rate) -> str:
    draws = f"({len(rate.draws)})"
    return f"{rate.share('false'):.1%} {draws}" if rate.tested else f"not tested {draws}"


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on one history."""

    repository: str
    rates: tuple[Rate, ...]
    descriptive: dict[str, tuple[float, float]]
    effects: tuple[tuple[float, effects.Coverage], ...]


def show_effects(of: Found) -> bool:
    """Rows of the table of planted effects, in points; whether intervals hold as many as they should."""
    for ratio, found in of.effects:
        shares = " | ".join(f"{found.outcomes[each]:.0%}" for each in Outcome)
        print(
            f"| {of.repository} | {ratio} | {100 * found.truth:+.1f} | {found.passed} | "
            f"{100 * found.bias:+.2f} | {found.covered:.1%} | {100 * found.reach:.1f} | {shares} |"
        )
    return all(found.covered >= COVERED for _, found in of.effects)


def examine(repository: Path, given: Path | None, options: argparse.Namespace) -> Found:
    """Draw labels, dates and effects for one history."""
    name = repository.parent.name if repository.name in {"repo", ".git"} else repository.name
    with (
        mined(repository, given, snapshots=SNAPSHOTS) as database,
        duckdb.connect(database, read_only=True) as con,
    ):
        return Found(
            name,
            tuple(rates(con, name, options.draws, options.seed)),
            descriptive(con, options.descriptive, options.seed),
            tuple(
                (ratio, effects.coverage(_sizes(con), ratio, HYPOTHESES[0], options.effects, options.seed))
                for ratio in RATIOS
            ),
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", type=Path, nargs="+", metavar="REPO")
    parser.add_argument("--db", type=Path, action="append", help="mined before; one for each repository")
    parser.add_argument("--draws", type=int, default=200, help="labellings of each kind on each repository")
    parser.add_argument("--effects", type=int, default=500, help="histories with each planted effect")
    parser.add_argument("--descriptive", type=int, default=40, help="labellings for log-rank and Cox")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="histories examined at a time")
    options = parser.parse_args()
    databases = options.db or [None] * len(options.repositories)
    with ProcessPoolExecutor(options.jobs) as pool:
        found = list(pool.map(examine, options.repositories, databases, repeat(options)))
    kept = show_rates([rate for each in found for rate in each.rates])
    print("\n| labels by | repository | log-rank | Cox |\n|---|---|---|---|")
    for each in found:
        for kind, (log_rank, cox) in each.descriptive.items():
            print(f"| {kind} | {each.repository} | {log_rank:.0%} | {cox:.0%} |")
    outcomes = " | ".join(Outcome)
    print(f"\n| line counts of | hazard ratio | truth | passed | bias | covered | reach | {outcomes} |")
    print("|---" * 10 + "|")
    for each in found:
        kept &= show_effects(each)
    sys.exit(0 if kept else 1)


def _sizes(con: duckdb.DuckDBPyConnection) -> Floats:
    """How many code lines the commits of a history wrote that can be judged after 90 days."""
    held = cells.lines(con, "landing")
    lines = np.bincount(codes(held["seq"]), held["born_90"])
    return np.asarray(lines[lines > 0])


if __name__ == "__main__":
    main()
