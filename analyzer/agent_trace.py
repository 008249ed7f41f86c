"""Agent Trace 0.1: records of which lines of which files who wrote, in a file of the tree or in notes.

Records are JSON objects, one a line. Writers differ from the specification and from each other, so nothing is
asked for but what is needed: files, conversations, ranges, contributors. What is no record is counted.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from analyzer.agents import AI, HUMAN
from analyzer.line_evidence import AGENT_TRACE, LAST_LINE, MOST_RANGES, Attested, Range, model_name, tool_name

REF = "refs/notes/agent-trace"
PATH = b".agent-trace/traces.jsonl"
LARGEST_FILE = 16 << 20  # bytes
_LARGEST_RECORD = 1 << 20

# A tool and a person together: the tool had a hand in it, as with a co-author. `unknown` says nothing.
_AUTHORSHIP = {"ai": AI, "mixed": AI, "human": HUMAN}


class Trace(NamedTuple):
    """One record. revision: the commit it names, as written (one writer names the parent), or empty."""

    revision: str
    attested: tuple[Attested, ...]


class Traces(NamedTuple):
    """The records of one file or note. malformed: lines that are no records."""

    records: tuple[Trace, ...]
    malformed: int


def parse(content: bytes) -> Traces:
    """All records in a blob; a single record may be spread over many lines."""
    if len(content) > LARGEST_FILE:
        return Traces((), 1)
    whole = _record(content) if content.count(b"\n") else None
    if whole is not None:
        return Traces((whole,), 0)
    lines = [line for line in content.split(b"\n") if line.strip()]
    records = [_record(line) for line in lines]
    read = tuple(record for record in records if record is not None)
    return Traces(read, len(lines) - len(read))


def _record(content: bytes) -> Trace | None:
    if len(content) > _LARGEST_RECORD:
        return None
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("files"), list):
        return None
    tool = record.get("tool")
    name = tool.get("name") if isinstance(tool, dict) else None
    agent = tool_name(name) if isinstance(name, str) else ""
    if agent is None:
        return Trace("", ())
    revision = _of(record, "vcs").get("revision")
    return Trace(
        revision.strip().lower() if isinstance(revision, str) else "",
        tuple(_attested(record["files"], agent)),
    )


def _attested(files: list[Any], agent: str) -> Iterator[Attested]:
    left = MOST_RANGES
    for file in files:
        path = file.get("path") if isinstance(file, dict) else None
        if not isinstance(path, str) or not path:
            continue
        name = path.removeprefix("./").encode("utf-8", "surrogatepass")
        for conversation in _tables(file, "conversations"):
            for lines in _tables(conversation, "ranges"):
                # A range may name another contributor than its conversation.
                contributor = _of(lines, "contributor") or _of(conversation, "contributor")
                authorship = _AUTHORSHIP.get(str(contributor.get("type", "")).lower())
                span = _span(lines)
                if authorship is None or span is None or not left:
                    continue
                left -= 1
                model = contributor.get("model_id")
                yield Attested(
                    name,
                    (span,),
                    authorship,
                    agent if authorship == AI else "",
                    model_name(model) if authorship == AI and isinstance(model, str) else "",
                    AGENT_TRACE,
                )


def _span(lines: Mapping[str, Any]) -> Range | None:
    first, last = lines.get("start_line"), lines.get("end_line")
    if type(first) is int and type(last) is int and 1 <= first <= last <= LAST_LINE:
        return first, last
    return None


def _tables(table: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    values = table.get(key)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _of(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}
