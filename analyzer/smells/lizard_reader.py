"""lizard reads one file: its functions as lizard's own command line measures them, and how deep they nest.

Within limits: a file that is too large, takes too long or nests too deep is given up with the reason, so that
nobody can stop an analysis by committing one.
"""

import time
from collections.abc import Iterator
from typing import Any

import lizard  # type: ignore[import-untyped]

from analyzer.smells.nesting import Nesting

LARGEST = 1 << 20  # bytes
LONGEST = 20.0  # seconds; lizard reads this project's largest trial file in two
_LONGEST_RUN = 1000  # number signs; lizard tries each of them as the beginning of a string in Swift
_LOOKED_AT_CLOCK = 256  # tokens between two looks


class GivenUpError(Exception):
    """lizard did not get to the end of a file; the message says why, as part of a sentence."""


def functions(text: str, suffix: str, seconds: float = LONGEST) -> list[tuple[Any, int | None]]:
    """Functions (`lizard.FunctionInfo`), and how deep each nests: None where braces do not tell.

    text: with line feeds alone; suffix: of file names, tells lizard the language. Raises GivenUpError.
    """
    if suffix == "swift" and "#" * _LONGEST_RUN in text:
        raise GivenUpError(f"more than {_LONGEST_RUN:,} number signs in a row")
    builder = lizard.FileInfoBuilder(f"a.{suffix}")
    reader = lizard.get_reader_for(builder.fileinfo.filename)(builder)
    nesting = Nesting(suffix)
    deadline = time.monotonic() + seconds
    try:
        tokens = _on_time(reader.generate_tokens(text), deadline)
        for processor in (*lizard.get_extensions([]), nesting):
            tokens = processor(tokens, reader)
        # What lizard's FileAnalyzer does, but for its way with a RecursionError: a line on stderr.
        for _ in reader(tokens, reader):
            pass
    except RecursionError:
        raise GivenUpError("nested too deep") from None
    except TimeoutError:
        raise GivenUpError(f"not read within {seconds:g} seconds") from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
        # lizard's state machines assume code that a compiler takes.
        raise GivenUpError(f"lizard failed with {type(problem).__name__}") from None
    return [
        (function, nesting.deepest.get(function, 0) if nesting.known else None)
        for function in builder.fileinfo.function_list
    ]


def _on_time(tokens: Iterator[str], deadline: float) -> Iterator[str]:
    for number, token in enumerate(tokens):
        if number % _LOOKED_AT_CLOCK == 0 and time.monotonic() > deadline:
            raise TimeoutError
        yield token
