"""git-ai's notes on commits, schema authorship/3: which lines of which files who wrote.

A note is a text, a line `---`, and JSON. In the text a path stands at the beginning of a line, and under it,
two spaces in, a key and ranges of lines; the JSON says what tool and model a key stands for. A line that says
nothing is counted and passed over, and so is a whole note that is no such note.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from analyzer.agents import AI, HUMAN
from analyzer.line_evidence import GIT_AI, LAST_LINE, MOST_RANGES, Attested, Range, model_name, tool_name

REF = "refs/notes/ai"
LARGEST_NOTE = 4 << 20  # bytes; real ones that hold whole conversations stay below one mebibyte

_SCHEMA = "authorship/3."
_ENTRY = re.compile(rb"  (?P<key>[\w:.-]{1,100}) (?P<ranges>[\d,\- ]+)")
_RANGE = re.compile(rb"(\d{1,9})(?:-(\d{1,9}))?")
_SESSION = re.compile(r"(s_[0-9a-f]{14})::t_[0-9a-f]{14}")


class Note(NamedTuple):
    """One commit's note. malformed: lines of its text that say nothing."""

    attested: tuple[Attested, ...]
    malformed: int


def parse(content: bytes) -> Note | None:
    """The note in a blob; None where it is none of this schema, damaged, or too large."""
    if len(content) > LARGEST_NOTE:
        return None
    text, separator, tail = (b"\n" + content).partition(b"\n---\n")
    meaning = _json(tail) if separator else None
    if meaning is None or not str(meaning.get("schema_version", "")).startswith(_SCHEMA):
        return None
    entries = list(_entries(text.split(b"\n")))
    attested = [
        Attested(path, ranges, *whose, GIT_AI)
        for path, key, ranges in entries
        if ranges and (whose := _whose(key, meaning)) is not None
    ]
    return Note(tuple(attested), sum(not ranges for _, _, ranges in entries))


def _json(content: bytes) -> Mapping[str, Any] | None:
    try:
        table = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return table if isinstance(table, dict) else None


def _entries(lines: Sequence[bytes]) -> Iterator[tuple[bytes, str, tuple[Range, ...]]]:
    """(path, key, ranges) of each line under a path; one without ranges is malformed."""
    path = b""
    left = MOST_RANGES
    for line in lines:
        if not line.strip():
            continue
        if not line.startswith(b" "):
            path = line[1:-1] if len(line) > 2 and line.startswith(b'"') and line.endswith(b'"') else line
            continue
        entry = _ENTRY.fullmatch(line.rstrip())
        ranges = read_ranges(entry["ranges"]) if entry and path else ()
        left -= len(ranges)
        yield path, entry["key"].decode() if entry else "", ranges if left >= 0 else ()


def read_ranges(text: bytes) -> tuple[Range, ...]:
    """`1-4,9` as ((1, 4), (9, 9)); nothing where a part is no range."""
    ranges = []
    for part in text.split(b","):
        found = _RANGE.fullmatch(part.strip())
        if found is None:
            return ()
        first = int(found[1])
        last = int(found[2] or found[1])
        if not 1 <= first <= last <= LAST_LINE:
            return ()
        ranges.append((first, last))
    return tuple(ranges)


def _whose(key: str, meaning: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Authorship, tool and model that a key stands for; None for the tools of git-ai's own tests.

    What no table explains was still written by some tool: a person has keys of their own.
    """
    if key == "human" or key.startswith("h_"):
        return HUMAN, "", ""
    session = _SESSION.fullmatch(key)
    entry = _table(meaning, "sessions", session[1]) if session else _table(meaning, "prompts", key)
    agent = entry.get("agent_id")
    if not isinstance(agent, dict):
        return AI, "", ""
    tool, model = agent.get("tool"), agent.get("model")
    name = tool_name(tool) if isinstance(tool, str) else ""
    if name is None:
        return None
    return AI, name, model_name(model) if isinstance(model, str) else ""


def _table(meaning: Mapping[str, Any], name: str, key: str) -> Mapping[str, Any]:
    tables = meaning.get(name)
    entry = tables.get(key) if isinstance(tables, dict) else None
    return entry if isinstance(entry, dict) else {}
