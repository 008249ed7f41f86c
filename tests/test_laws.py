"""What must hold of every history, tried on histories that Hypothesis makes up."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, note, settings
from random_histories import Step, build, plans

from analyzer import workers
from analyzer.mine import MiningOptions, mine
from bench.oracles import compare_blame, compare_numstat, law, text_files

# The same examples everywhere: a change that breaks a law fails on the machine of whoever makes it.
_laws = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def repository(plan: Sequence[Step]) -> Iterator[tuple[Path, Path]]:
    """The planned history, and a folder for databases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stream = build(plan, folder / "history.git")
        note(stream.decode())
        yield folder / "history.git", folder


@settings(_laws, max_examples=60)
@given(plans())
def test_every_line_is_accounted_for_as_git_counts_it(plan: list[Step]) -> None:
    with repository(plan) as (history, folder):
        database = folder / "history.duckdb"
        mine(history, database, MiningOptions(jobs=1))
        files = text_files(history, database)
        kept = law(history, database)
        assert kept.holds, kept
        changes = compare_numstat(history, database)
        assert (changes.only_ours, changes.only_git) == ([], [])
        touches = compare_blame(history, database, files)
        assert (touches.lengths, touches.unblamed) == ([], [])
        assert dict(touches.disagreements) == {}
        assert touches.same_place == sum(files.values())
