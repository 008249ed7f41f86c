"""What is known of a blob, as bytes that can be kept. Every field is checked when they are read again: anyone
may have written them.
"""

import json
import zlib
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_type_hints

from analyzer.smells.model import Class, Examined, Function, Halstead, Import, Mark, Suppression

_LARGEST = 1 << 25  # bytes unpacked; a file of the largest size has less to say
_ROWS = {
    "functions": Function,
    "classes": Class,
    "marks": Mark,
    "imports": Import,
    "suppressions": Suppression,
}
_PLAIN = {"language": str, "lines": int, "maintainability": float | None, "unparsable": str}
_HINTS = {kind: tuple(get_type_hints(kind).values()) for kind in (*_ROWS.values(), Halstead)}
_Row = TypeVar("_Row", bound=NamedTuple)


def packed(examined: Examined) -> bytes:
    """An examination as bytes."""
    fields = {name: getattr(examined, name) for name in (*_PLAIN, *_ROWS, "halstead")}
    return zlib.compress(json.dumps(fields, separators=(",", ":")).encode("ascii"), 1)


def unpacked(content: bytes) -> Examined:
    """The examination that was packed. Raises ValueError for anything else."""
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(content, _LARGEST)
    except zlib.error as problem:
        raise ValueError("not packed here") from problem
    if not reader.eof or reader.unused_data:
        raise ValueError("cut off, or too large")
    try:
        fields = json.loads(text)
    except RecursionError as problem:
        raise ValueError("nested too deep") from problem
    if not isinstance(fields, dict) or fields.keys() != {*_PLAIN, *_ROWS, "halstead"}:
        raise ValueError("other fields")
    halstead = fields["halstead"]
    rows: dict[str, Any] = {name: _rows(kind, _checked(fields[name], list)) for name, kind in _ROWS.items()}
    plain = {name: _checked(fields[name], hint) for name, hint in _PLAIN.items()}
    return Examined(**plain, **rows, halstead=None if halstead is None else _row(Halstead, halstead))


def _rows(kind: type[_Row], rows: list[Any]) -> tuple[_Row, ...]:
    if set(map(type, rows)) <= {list} and all(
        _fit(kind, one) for one in {tuple(map(type, row)) for row in rows}
    ):
        return tuple(map(kind._make, rows))
    return tuple(_row(kind, row) for row in rows)


def _row(kind: type[_Row], values: object) -> _Row:
    hints = _HINTS[kind]
    listed = _checked(values, list)
    if len(listed) != len(hints):
        raise ValueError(f"{kind.__name__} has {len(hints)} fields")
    return kind(*(_checked(value, hint) for value, hint in zip(listed, hints, strict=True)))


@cache
def _fit(kind: type[NamedTuple], types: tuple[type, ...]) -> bool:
    """Whether values of these types are a row as they are; to look at each takes three times as long."""
    hints = _HINTS[kind]
    return len(types) == len(hints) and all(
        hint != tuple[str, ...] and issubclass(one, hint) and not (hint is int and one is bool)
        for one, hint in zip(types, hints, strict=True)
    )


def _checked(value: Any, hint: Any) -> Any:
    if hint == tuple[str, ...]:
        return tuple(_checked(text, str) for text in _checked(value, list))
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ValueError(f"{value!r:.40} is no {hint}")
    return value
