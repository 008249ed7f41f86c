"""How the audit tells of smells and hotspots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.formats.document import FromHistory, Section, Sentence, Table, said
from dashboard.formats.numbers import MISSING, count, duration
from dashboard.smells import RULES_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.smells import Smells

TITLE = "What smells, and where complex code is changed"
_PHANTOMS_SHOWN = 5


def section(smells: Smells | None) -> Section:
    """What there is to say of the snapshots."""
    if smells is None:
        none = "No snapshot was looked through for smells; this does: linespan mine --snapshots 60"
        return Section(TITLE, (said(none),))
    return Section(TITLE, tuple(_sentences(smells)), tuple(_tables(smells)))


def _sentences(smells: Smells) -> Iterator[Sentence]:
    told = f"{count(smells.smells, 'smell')} in {count(smells.lines, 'line')} of the head"
    if smells.density is not None:
        told += f", {smells.density:.1f} per 1,000"
    yield said(f"{told}; {count(smells.snapshots, 'snapshot')} looked through. All of them: linespan smells.")
    if smells.unparsable:
        files = count(smells.files, "file")
        yield said(f"Not read, and counted nowhere: {count(smells.unparsable)} of {files}.")
    if smells.half_life_days is not None:
        life = duration(smells.half_life_days)
        yield said(f"Half of the smells are gone {life} after the first snapshot that shows them.")
    for phantom in smells.phantoms[:_PHANTOMS_SHOWN]:
        by = f", brought by {phantom.brought_by[:12]} ({phantom.authorship})" if phantom.brought_by else ""
        yield said(
            "Nothing declares ",
            FromHistory(phantom.name),
            ", which ",
            FromHistory(phantom.path),
            f" imports in line {phantom.line}{by}.",
        )
    if len(smells.phantoms) > _PHANTOMS_SHOWN:
        more = len(smells.phantoms) - _PHANTOMS_SHOWN
        yield said(f"The like holds of {count(more, 'other import')}.")


def _tables(smells: Smells) -> Iterator[Table]:
    if smells.rules:
        yield Table(
            ("rule", "smells", "per 1,000 lines"),
            tuple((one.rule, count(one.smells), _rate(one.density)) for one in smells.rules[:RULES_SHOWN]),
            "The most frequent; linespan explain RULE says what each finds.",
        )
    if smells.writers:
        yield Table(
            ("by", "smells", "code lines", "per 1,000"),
            tuple(
                (
                    one.authorship,
                    count(one.smells),
                    MISSING if one.code_lines is None else count(one.code_lines),
                    _rate(one.density),
                )
                for one in smells.writers
            ),
            "By who wrote more than half of the code lines that a smell is about; mixed: nobody did. This "
            "table tests nothing.",
        )
    if smells.years:
        yield Table(
            ("landed", "new smells", "new lines", "per 1,000", "complexity"),
            tuple(
                (
                    f"{year.period:%Y}",
                    count(year.new),
                    count(year.new_lines),
                    _rate(year.flow),
                    MISSING if year.mean_complexity is None else f"{year.mean_complexity:.2f}",
                )
                for year in smells.years
            ),
            "New smells: that the snapshot before did not show. Complexity: mean cyclomatic complexity of "
            "functions at the year's last snapshot.",
        )
    if smells.hotspots:
        yield Table(
            ("hotspot", "changes", "complexity", "lines", "smells"),
            tuple(
                (
                    FromHistory(one.path),
                    count(one.changes),
                    count(one.complexity),
                    count(one.lines),
                    count(one.smells),
                )
                for one in smells.hotspots
            ),
            "By changes in the last year times complexity, the sum of the functions' cyclomatic one.",
        )


def _rate(value: float | None) -> str:
    return MISSING if value is None else f"{value:.1f}"
