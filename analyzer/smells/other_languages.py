"""Functions and classes of the languages that lizard reads; Python has its own providers.

The figures are those of lizard's command line: cyclomatic complexity, length, parameters, the name as it is
printed. What lizard does not say for a language is None. Its reading is by form, so code that does not
compile is read as far as it goes.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from analyzer.languages import language_of
from analyzer.smells.empty_catch import empty_catches
from analyzer.smells.lizard_reader import LARGEST, GivenUpError, functions
from analyzer.smells.model import Class, Examined, Function, Mark

# The suffix that lizard knows a language by.
_SUFFIXES = {
    "c": "c",
    "c#": "cs",
    "c++": "cpp",
    "erlang": "erl",
    "gdscript": "gd",
    "go": "go",
    "java": "java",
    "javascript": "js",
    "kotlin": "kt",
    "lua": "lua",
    "objective-c": "m",
    "perl": "pl",
    "php": "php",
    "r": "r",
    "ruby": "rb",
    "rust": "rs",
    "scala": "scala",
    "solidity": "sol",
    "swift": "swift",
    "typescript": "ts",
    "vue": "vue",
    "zig": "zig",
}
_OWN_READERS = ("jsx", "tsx", "mm")  # lizard reads these unlike the rest of their language
# There each function's long name begins with its class, and nothing but a class has functions.
_NAMES_CLASSES = ("java", "cs")
_DECLARED = re.compile(r"\b(?:class|interface|enum|record|struct)(?=\s+([\w$]+))")


def suffix_of(path: bytes) -> str:
    """The suffix by which lizard is told a path's language; empty where lizard has no reader for it."""
    own = path.rpartition(b".")[2].lower().decode("ascii", "replace")
    return own if own in _OWN_READERS else _SUFFIXES.get(language_of(path), "")


def examine(content: bytes, language: str, suffix: str) -> Examined:
    """What lizard says of a file, and its empty catch blocks; suppressions are not read here.

    language: as `languages.language_of` names it; suffix: what `suffix_of` says of the path, not empty.
    """
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    if len(content) > LARGEST:
        return Examined(language, lines, unparsable=f"larger than {LARGEST:,} bytes")
    if b"\0" in content:
        return Examined(language, lines, unparsable="binary")
    text = _text(content)
    try:
        read = functions(text, suffix)
    except GivenUpError as given_up:
        return Examined(language, lines, unparsable=str(given_up))
    found = _functions(read)
    return Examined(
        language,
        lines,
        functions=found,
        classes=_classes([function for function, _ in read], text) if suffix in _NAMES_CLASSES else (),
        marks=tuple(_swallowed(text, suffix, found)),
    )


def _text(content: bytes) -> str:
    """As lizard opens a file: UTF-8, and what is none is passed over."""
    text = content.decode("utf-8-sig", "ignore")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _functions(read: Iterable[tuple[Any, int | None]]) -> tuple[Function, ...]:
    """In the order of lines; of those that begin on one line the outer first."""
    seen: Counter[str] = Counter()
    found = []
    for function, nesting in sorted(read, key=lambda pair: (pair[0].start_line, -pair[0].end_line)):
        found.append(
            Function(
                symbol=function.name,
                ordinal=seen[function.name],
                start_line=function.start_line,
                end_line=function.end_line,
                cyclomatic=function.cyclomatic_complexity,
                cognitive=None,
                length=function.length,
                parameters=function.parameter_count,
                nesting=nesting,
            )
        )
        seen[function.name] += 1
    return tuple(found)


def _classes(read: Iterable[Any], text: str) -> tuple[Class, ...]:
    """Classes with the methods in them, from the line that declares them to their last method's end.

    Only those whose declaration is found, which a namespace's is not.
    """
    methods: dict[str, list[Any]] = {}
    for function in read:
        owner, _, name = function.long_name.partition("(")[0].rpartition("::")
        if owner and "." not in name:  # a dot: a function in a function
            methods.setdefault(owner, []).append(function)
    declared = _declarations(text) if methods else {}
    found = [
        Class(owner, 0, line, max(member.end_line for member in members), len(members))
        for owner, members in methods.items()
        if (line := declared.get(owner.rpartition("::")[2]))
    ]
    return tuple(sorted(found, key=lambda one: (one.start_line, one.symbol)))


def _declarations(text: str) -> dict[str, int]:
    """The line, from 1, on which each name is first declared as that of a class."""
    lines: dict[str, int] = {}
    line, counted = 1, 0
    for found in _DECLARED.finditer(text):
        line += text.count("\n", counted, found.start())
        counted = found.start()
        lines.setdefault(found[1], line)
    return lines


def _swallowed(text: str, suffix: str, found: Sequence[Function]) -> Iterable[Mark]:
    symbols: dict[int, str] = {}
    for place in empty_catches(text, suffix):
        symbols = symbols or _innermost(found)
        yield Mark(
            rule="swallowed-error",
            symbol=symbols.get(place.start_line, ""),
            start_line=place.start_line,
            end_line=place.end_line,
            subject=place.subject,
            message="an error is caught and nothing is done about it",
        )


def _innermost(functions: Sequence[Function]) -> dict[int, str]:
    """The symbol of the shortest function around each line, of equals the first."""
    symbols: dict[int, str] = {}
    for one in sorted(functions, key=lambda one: one.length):
        for line in range(one.start_line, one.end_line + 1):
            symbols.setdefault(line, one.symbol)
    return symbols
