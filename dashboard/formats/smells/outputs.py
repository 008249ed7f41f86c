"""What `--format` asks for, as in `text,json:out.json,sarif:out.sarif`, and where it goes."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from analyzer.errors import LinespanError
from dashboard.formats.smells.markdown import MOST_BYTES


class Notation(StrEnum):
    """How a report of smells is written."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    gitlab = "gitlab"
    junit = "junit"
    markdown = "markdown"


@dataclass(frozen=True, slots=True)
class Output:
    """A notation, and the file it goes to; None for the standard output."""

    notation: Notation
    path: Path | None


def parse(asked: str) -> tuple[Output, ...]:
    """The outputs that a person asks for, parted by commas.

    Raises LinespanError for an unknown notation, a file named twice, and a second one for standard output.
    """
    outputs = tuple(_output(part.strip()) for part in asked.split(","))
    if sum(output.path is None for output in outputs) > 1:
        raise LinespanError(
            "only one format can go to the standard output",
            "give the others files, as in text,json:out.json",
        )
    paths = [output.path for output in outputs if output.path is not None]
    for path in paths:
        if paths.count(path) > 1:
            raise LinespanError(f"two formats would go to {path}", "give each a file of its own")
    return outputs


def _output(part: str) -> Output:
    name, colon, path = part.partition(":")
    if name not in Notation.__members__:
        near = difflib.get_close_matches(name, Notation, n=1)
        known = ", ".join(Notation)
        raise LinespanError(
            f"there is no format {name!r}", f"did you mean {near[0]}?" if near else f"there are {known}"
        )
    if colon and not path:
        raise LinespanError(f"{part} names no file", f"name one, as in {name}:out.{name}")
    return Output(Notation(name), None if path in {"", "-"} else Path(path))


def summary_file(environment: Mapping[str, str]) -> Path | None:
    """Where GitHub Actions wants the summary of a step; None elsewhere."""
    named = environment.get("GITHUB_STEP_SUMMARY")
    return Path(named) if named else None


def room_in(summary: Path) -> int:
    """How many bytes the summary of a step has left, after what stands there."""
    return max(0, MOST_BYTES - (summary.stat().st_size if summary.exists() else 0))


def append(summary: Path, text: str) -> None:
    """Add to the summary of a step. Raises LinespanError where that can not be done."""
    try:
        with summary.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as problem:
        raise LinespanError(
            f"the summary of the step, {summary}, can not be written: {problem.strerror}",
            "see GITHUB_STEP_SUMMARY",
        ) from problem
