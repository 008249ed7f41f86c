"""Histories a month a step, for tests of snapshots: each step is a commit, as fast-import takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from command import git

_BEGIN = datetime(2022, 1, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """A commit on the tenth of a month (counted from January 2022) and so many days later.

    files: what it writes, None for what it deletes; renames: old and new paths; parents: subjects of earlier
    steps, the step before where none is named; body: of its message.
    """

    subject: str
    month: int
    files: Mapping[str, str | None] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    parents: Sequence[str] = ()
    day: int = 0
    body: str = ""


def history(folder: Path, steps: Sequence[Step]) -> Path:
    """A bare repository of the steps in order, the last one the head of main."""
    repository = folder / "repository.git"
    git("init", "--quiet", "--bare", "--template=", "--initial-branch=main", repository)
    marks = {step.subject: mark for mark, step in enumerate(steps, 1)}
    stream = "".join(_commit(steps, marks, place) for place in range(len(steps)))
    stream += f"reset refs/heads/main\nfrom :{len(steps)}\n\n"
    git("-C", repository, "fast-import", "--quiet", "--force", given=stream.encode())
    return repository


def _commit(steps: Sequence[Step], marks: Mapping[str, int], place: int) -> str:
    step = steps[place]
    when = datetime(_BEGIN.year + step.month // 12, 1 + step.month % 12, _BEGIN.day, tzinfo=UTC)
    seconds = int((when + timedelta(days=step.day)).timestamp())
    parents = [marks[parent] for parent in step.parents] or [place] * bool(place)
    written = "".join(
        f"D {path}\n" if content is None else f"M 100644 inline {path}\n{_data(content)}"
        for path, content in step.files.items()
    )
    message = f"{step.subject}\n\n{step.body}"
    return (
        f"commit refs/heads/building\nmark :{marks[step.subject]}\n"
        f"committer Ann <ann@a.example> {seconds} +0000\n{_data(message)}"
        + "".join(f"{'merge' if other else 'from'} :{parent}\n" for other, parent in enumerate(parents))
        + "".join(f"R {old} {new}\n" for old, new in step.renames.items())
        + f"{written}\n"
    )


def _data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"
