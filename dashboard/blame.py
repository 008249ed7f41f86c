"""`linespan blame`: who wrote each line of a file of the head, whether with AI, and when it landed."""

import difflib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from analyzer.decoding import decoded, path_bytes, path_text
from analyzer.errors import LinespanError
from analyzer.repository import open_repository
from dashboard import data
from dashboard.formats.visible import visible


@dataclass(frozen=True, slots=True)
class BlamedLine:
    """One line. touch_sha: the last commit that touched it, as git blame says; origin: where it was written.

    born: day the origin landed, ISO, UTC; line and origin_line count from 1; authorship: of the origin (ai,
    bot, human, unknown); agent: the AI tools, joined by `+`, None for none or unknown ones.
    """

    line: int
    touch_sha: str
    origin_sha: str
    origin_path: str
    origin_line: int
    born: str
    authorship: str
    agent: str | None
    text: str


def blame(con: duckdb.DuckDBPyConnection, repository: Path, path: str) -> list[BlamedLine]:
    """Every line of a text file of the mined head.

    path: from the repository's top, as a command line gives it; where the head has no such file, as Linespan
    writes it. Raises LinespanError when the head has no such text file.
    """
    typed = path.removeprefix("./")
    as_named, as_written = os.fsencode(typed), path_bytes(typed)
    run = data.run(con)
    for name in (as_named, as_written):
        if owners := data.blame(con, path_text(name)):
            break
    else:
        asked = path_text(as_named)
        near = difflib.get_close_matches(asked, data.live_paths(con), n=1)
        hint = f"did you mean {near[0]}?" if near else "name it as the repository does, from its top"
        raise LinespanError(f"the head has no lines under {asked}", hint)
    content = _content(repository, run.head_sha, name)
    return [
        BlamedLine(number, *owner, text)
        for number, (owner, text) in enumerate(zip(owners, content, strict=True), 1)
    ]


def _content(repository: Path, head: str, path: bytes) -> list[str]:
    """Lines of a file, without their ends."""
    with tempfile.TemporaryDirectory(prefix="linespan-") as folder:
        sealed = open_repository(repository).seal(Path(folder) / "sealed")
        name = next(sha for _, sha, entry in sealed.tree(head) if entry == path)
        (content,) = sealed.blobs([name.decode()])
    lines = content.split(b"\n")
    return [decoded(line) for line in (lines if lines[-1] else lines[:-1])]


def as_json(lines: list[BlamedLine]) -> str:
    """A JSON array of one object a line, in ASCII: what a terminal would obey stands as an escape."""
    return json.dumps([asdict(line) for line in lines], indent=1) + "\n"


def as_text(lines: list[BlamedLine]) -> str:
    """Columns: last touch, origin, where the origin stood, when it landed, who wrote it, number, text."""
    origins = [f"{visible(line.origin_path)}:{line.origin_line}" for line in lines]
    width = max(map(len, origins))
    writers = [visible(line.agent or line.authorship) for line in lines]
    widest = max(map(len, writers))
    digits = len(str(len(lines)))
    return "".join(
        f"{line.touch_sha[:10]} {line.origin_sha[:10]} {origin:<{width}} {line.born} {writer:<{widest}} "
        f"{line.line:>{digits}}  {_shown(line.text)}\n"
        for line, origin, writer in zip(lines, origins, writers, strict=True)
    )


def _shown(text: str) -> str:
    return "\t".join(visible(part) for part in text.removesuffix("\r").split("\t"))
