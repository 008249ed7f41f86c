"""Each content to those who can read it: Python to radon, complexipy and ruff, other languages to lizard."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

from analyzer.smells import python, ruff
from analyzer.smells.model import Examined
from analyzer.smells.python_source import LARGEST, Parsed, UnparsableError, parse
from analyzer.smells.suppressions import in_other_languages, in_python
from analyzer.smells.test_smells import smells_of_tests
from analyzer.uncollected import uncollected


class Content(NamedTuple):
    """What a blob holds. path: of a file that has it, whose name may say how to read it; language: as
    `languages.language_of` names it.
    """

    path: bytes
    language: str
    content: bytes


def examine(contents: Sequence[Content]) -> list[Examined]:
    """What is known of each, in order. Raises LinespanError where ruff does not work on this machine."""
    # *Measured*: a sixth of the time, which would go into walking the millions of nodes of syntax trees.
    with uncollected():
        read = _python([one for one in contents if one.language == "python"])
        return [next(read) if one.language == "python" else _other(one) for one in contents]


def _python(contents: Sequence[Content]) -> Iterator[Examined]:
    sources = [ruff.Source(ruff.name_of(one.path), one.content) for one in contents]
    with ThreadPoolExecutor(1) as aside:
        checking = aside.submit(ruff.check, sources)  # a process of its own, while this one is busy here
        measured = [_measured(one.content) for one in contents]
        checked = checking.result()
    for (known, parsed), findings in zip(measured, checked, strict=True):
        if parsed is None:
            yield known
        elif findings is None:
            yield Examined(known.language, known.lines, unparsable="ruff can not read it")
        else:
            marks = (*ruff.marks(parsed, findings), *smells_of_tests(parsed))
            yield replace(known, marks=marks, suppressions=in_python(parsed))


def _measured(content: bytes) -> tuple[Examined, Parsed | None]:
    """What takes no ruff; without the source where that can not be parsed."""
    lines = _lines(content)
    try:
        parsed = parse(content)
        return python.measured(parsed, lines, ()), parsed
    except UnparsableError as problem:
        return Examined("python", lines, unparsable=str(problem)), None


def _other(one: Content) -> Examined:
    # lizard takes long to import, and a repository may well be Python throughout.
    from analyzer.smells import other_languages  # noqa: PLC0415

    if suffix := other_languages.suffix_of(one.path):
        known = other_languages.examine(one.content, one.language, suffix)
    else:
        known = Examined(one.language, _lines(one.content), unparsable=_unreadable(one.content))
    if known.unparsable:
        return known
    return replace(known, suppressions=in_other_languages(one.content, one.language))


def _unreadable(content: bytes) -> str:
    """Why nobody could read this, whatever its language."""
    if len(content) > LARGEST:
        return f"larger than {LARGEST:,} bytes"
    return "binary" if b"\0" in content else ""


def _lines(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
