r"""The optional file of smells that a team lets stand: one identity a line, sorted, without line numbers.

Two branches that each take entries away merge without a conflict, and so do most that add some. Fields are
parted by tabs: rule, path, symbol, ordinal, and for rules about lines the offending line. A backslash and
what would break a line are written \xNN.
"""

import re
from collections.abc import Iterable, Mapping

from analyzer.decoding import path_text
from analyzer.smells.model import Smell

_BREAKS_LINES = re.compile(r"[\x00-\x1f\x7f\\\x85\u2028\u2029]")


def entry(smell: Smell) -> str:
    """The line that stands for a smell."""
    fields = (smell.rule, path_text(smell.path), smell.symbol, str(smell.ordinal), smell.subject)
    return "\t".join(_BREAKS_LINES.sub(_escaped, field) for field in fields)


def written(smells: Iterable[Smell]) -> str:
    """The whole file."""
    return "".join(f"{line}\n" for line in sorted(set(map(entry, smells))))


def idle(baseline: Iterable[str], standing: Iterable[Smell], looked_at: Iterable[bytes]) -> Mapping[int, str]:
    """Rules of the entries that excuse nothing more, by the number of their line, from 1.

    baseline: the lines of the file; standing: the smells of the paths that were looked at: of what stands
    elsewhere nothing is known.
    """
    known = set(map(entry, standing))
    paths = {_BREAKS_LINES.sub(_escaped, path_text(path)) for path in looked_at}
    return {
        number: line.partition("\t")[0]
        for number, line in enumerate(baseline, 1)
        if line not in known and line.partition("\t")[2].partition("\t")[0] in paths
    }


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
