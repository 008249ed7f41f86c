"""What one commit does for maintainability, by the Delta Maintainability Model as PyDriller computes it.

di Biase, Rahman, Wessel and Bruntink, *The Delta Maintainability Model* (TechDebt 2019): of the lines of code
by which a commit changes the units it touches, the share that is for the better, which is more in units of
low risk or less in those of high risk. A unit is of low risk with at most 15 lines, a cyclomatic complexity
of 5, two parameters.

PyDriller runs in a process of its own, because the git that it starts must see what ours sees, and because it
reads whatever a commit holds with lizard, which a hostile file can keep busy for ever.
"""

from collections.abc import Iterable
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from analyzer.sealed import SealedRepository
from analyzer.worker import Worker

LONGEST = 60.0  # seconds
LARGEST = (
    32 << 20
)  # bytes in all contents that a commit takes away or brings: PyDriller holds them all at once


@dataclass(frozen=True, slots=True)
class DeltaMaintainability:
    """Shares from 0 to 1 of the change that is for the better, by one property of units each.

    None where there is nothing to divide: no language that lizard reads, no unit that grew or shrank, a
    merge. unmeasured: why there are no figures although there might be, as part of a sentence; else empty.
    """

    unit_size: float | None = None
    unit_complexity: float | None = None
    unit_interfacing: float | None = None
    unmeasured: str = ""


def measure(
    sealed: SealedRepository, commit: str, blobs: Iterable[str], seconds: float = LONGEST
) -> DeltaMaintainability:
    """The figures of a commit, against its first parent.

    commit: its full name; blobs: the contents that it takes away or brings; seconds: to wait for an answer.
    Raises GitError where git can not tell how large the contents are.
    """
    names = set(blobs)
    sizes = sealed.sizes(names)
    if len(sizes) < len(names):
        return DeltaMaintainability(unmeasured="an object is missing")
    if sum(sizes.values()) > LARGEST:
        return DeltaMaintainability(unmeasured=f"it changes files of more than {LARGEST >> 20} MiB")
    worker = Worker(_figures)
    try:
        told: DeltaMaintainability = worker.ask((sealed.folder, commit), seconds)
    except TimeoutError:
        return DeltaMaintainability(unmeasured=f"PyDriller has not read it within {seconds:g} seconds")
    finally:
        worker.stop()
    return told


def _figures(asked: tuple[Path, str]) -> DeltaMaintainability:
    from pydriller import Git

    folder, name = asked
    SealedRepository(folder).confine_process()
    commit = Git(str(folder)).get_commit(name)
    try:
        # lizard says there, with a name from the repository, that it gave up a file; and reads on.
        with redirect_stderr(StringIO()) as said:
            told = DeltaMaintainability(
                commit.dmm_unit_size, commit.dmm_unit_complexity, commit.dmm_unit_interfacing
            )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
        # The state machines of lizard assume code that a compiler takes.
        return DeltaMaintainability(unmeasured=f"PyDriller failed with {type(problem).__name__}")
    return DeltaMaintainability(unmeasured="a file is nested too deep") if said.getvalue() else told
