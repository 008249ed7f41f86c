"""How the audit tells the measures by who wrote the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.formats.document import FromHistory, Section, Sentence, Table, Words, said
from dashboard.formats.numbers import count, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dashboard.writers import Writer

# Headings, and what stands under them in the view by_authorship.
_COLUMNS = {
    "30 days": "durable_30",
    "90 days": "durable_90",
    "churn": "churn_14",
    "moved": "moved",
    "copied": "copied",
    "blocks": "block",
}
_NOTE = (
    "Of new lines: still standing after 30 and 90 days; removed or changed within 14 days. Of changed lines: "
    "moved, copied. Of commits: adding a duplicate block. Differences can come from when and where the code "
    "was written as well as from who wrote it: this table tests nothing."
)


def section(writers: Sequence[Writer]) -> Section:
    """What there is to say of people, bots and AI tools."""
    return Section(
        "Who wrote the code, and how it fares", tuple(_sentences(writers)), tuple(_tables(writers))
    )


def _sentences(writers: Sequence[Writer]) -> Iterator[Sentence]:
    kinds = {writer.name: writer for writer in writers if writer.kind == "authorship"}
    ai = kinds.get("ai")
    if ai is None:
        yield said("No commit shows that an AI tool had a hand in it.")
    else:
        commits = sum(writer.commits for writer in kinds.values())
        lines = sum(writer.new_lines for writer in kinds.values())
        of_commits = percent(ai.commits / commits if commits else None)
        of_lines = percent(ai.new_lines / lines if lines else None)
        yield said(
            f"AI tools had a hand in at least {of_commits} of the commits and {of_lines} of the new lines."
        )
    yield said("Unknown is not human: completion leaves no trace, and people strip trailers.")


def _tables(writers: Sequence[Writer]) -> Iterator[Table]:
    rows: tuple[tuple[Words, ...], ...] = tuple(
        (
            FromHistory(writer.name) if writer.kind == "tool" else writer.name,
            count(writer.commits),
            count(writer.new_lines),
            *(percent(writer.share(measure)) for measure in _COLUMNS.values()),
        )
        for writer in writers
    )
    if rows:
        yield Table(("by", "commits", "new lines", *_COLUMNS), rows, _NOTE)
