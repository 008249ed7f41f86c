"""Lines of a Python file by kind, as radon's raw pass counts them, in one pass.

radon asks Python's tokenizer for ever longer runs of lines until one is complete, which takes time that grows
with the square of a long literal. Here a run of lines ends where no bracket, string or backslash holds it
open. A string is one token, formatted ones too: from Python 3.12 on the tokenizer takes those apart, and
radon there counts a colon in one as a second logical line.
"""

import io
import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

_PARTS = re.compile(
    r"""
      (?P<string> (?:[bBuU]|[bBfFtT]?[rR]|[rR]?[bBfFtT])?
          (?: \"{3} [^\\"]*+ (?: (?:\\[\s\S]|"(?!"")) [^\\"]*+ )*+ \"{3}
            | '{3} [^\\']*+ (?: (?:\\[\s\S]|'(?!'')) [^\\']*+ )*+ '{3}
            | "(?!"") [^"\\\n]*+ (?: \\[\s\S] [^"\\\n]*+ )*+ "
            | '(?!'') [^'\\\n]*+ (?: \\[\s\S] [^'\\\n]*+ )*+ '
            | \"{2} | '{2} ) )
    | (?P<comment> \#[^\n]*+ )
    | (?P<open> [(\[{] )
    | (?P<close> [)\]}] )
    | (?P<colon> :(?!=) )
    | (?P<semicolon> ; )
    | (?P<joined> \\\n )
    | (?P<end> \n )
    | (?P<unclosed> ["'] )
    | (?P<code> := | [^\s"'#()\[\]{}:;\\]++ )
    """,
    re.VERBOSE,
)


class RawLines(NamedTuple):
    """Figures of a file. logical: statements, roughly; source: lines of code; comments: comments, also behind
    code; multiline: lines of strings that are statements.
    """

    logical: int
    source: int
    comments: int
    multiline: int


def raw_lines(text: str) -> RawLines | None:
    """None where a line break that only `str.splitlines` knows cuts a string in two: radon gives up there."""
    logical = source = comments = multiline = 0
    for run, parts in _runs("".join(f"{line.strip()}\n" for line in text.splitlines())):
        kinds = [part.lastgroup for part in parts if part.lastgroup != "comment"]
        if "unclosed" in kinds:
            return None
        remarks = len(parts) - len(kinds)
        comments += remarks
        if kinds == ["string"] and not remarks:
            multiline += _filled(run) if "\n" in parts[0][0] else 0
        elif kinds or remarks != 1:
            source += _filled(run)
        if "semicolon" in kinds:
            logical += _statements(run)
        elif kinds:
            logical += 2 if "colon" in kinds and kinds[-1] != "colon" else 1
    return RawLines(logical, source, comments, multiline)


def _runs(flat: str) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """Lines that hang together, and the parts in them."""
    start = depth = 0
    parts: list[re.Match[str]] = []
    for part in _PARTS.finditer(flat):
        kind = part.lastgroup
        if kind == "end":
            if not depth:
                yield flat[start : part.end()], parts
                start, parts = part.end(), []
        elif kind != "joined":
            parts.append(part)
            if kind == "open":
                depth += 1
            elif kind == "close":
                depth -= 1


def _filled(run: str) -> int:
    return sum(map(bool, run.split("\n")))


def _statements(run: str) -> int:
    """Of a run of lines with semicolons: one for each part, and one more for what follows a colon in it.

    As radon has it: where another part follows, a colon and a single token count as one.
    """
    passed = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE)
    parts: list[list[str]] = [[]]
    for token in tokenize.generate_tokens(io.StringIO(run).readline):
        if token.type == tokenize.OP and token.string == ";":
            parts.append([])
        elif token.type not in passed:
            parts[-1].append(token.string if token.type == tokenize.OP else "")
    count = 0
    for number, part in enumerate(parts, 1):
        told = len(part) - (number == len(parts))  # the last has the end of the file in it
        if ":" in part:
            last = len(part) - 1 - part[::-1].index(":")
            count += 2 - (last == len(part) - 2)
        else:
            count += told > 0
    return count
