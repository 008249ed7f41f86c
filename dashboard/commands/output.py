"""Where the answer of a command goes."""

import sys
from pathlib import Path


def write(text: str, output: Path | None = None) -> None:
    """Write an answer to a file, or to standard output. Raises LinespanError for a file that can not be."""
    from analyzer.errors import LinespanError

    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise LinespanError(
            f"{output} can not be written: {problem.strerror}", "name another file with --output"
        ) from problem
