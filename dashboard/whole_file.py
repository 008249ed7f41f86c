"""A file is written whole or not at all: what stood there is worth more than half of what was to come."""

import os
import tempfile
from pathlib import Path

from analyzer.errors import LinespanError


def put(path: Path, text: str, hint: str = "see that there is room, and leave to write there") -> None:
    """Put a text in a file's place. hint: what to do where that fails.

    Raises LinespanError where it can not be done.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe or a terminal has nothing to be replaced
            path.write_text(text, encoding="utf-8")
            return
        target = path.resolve()
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as temporary:
            try:
                temporary.write(text)
                temporary.flush()
                # Others read it, as they would a file just opened.
                Path(temporary.name).chmod(0o666 & ~_umask())
                Path(temporary.name).replace(target)
            except BaseException:
                Path(temporary.name).unlink(missing_ok=True)
                raise
    except OSError as problem:
        raise LinespanError(f"{path} can not be written: {problem.strerror}", hint) from problem


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
