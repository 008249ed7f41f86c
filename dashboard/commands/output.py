"""Where the answer of a command goes."""

import sys
from pathlib import Path


def write(text: str, output: Path | None = None) -> None:
    """Write an answer to a file, or to standard output. Raises LinespanError for a file that can not be."""
    from dashboard.whole_file import put

    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    else:
        put(output, text, "name another file with --output")
