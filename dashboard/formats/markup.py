"""Words as GitHub Markdown, where text from history stays text."""

import re

from dashboard.formats.document import FromHistory, Sentence, Words
from dashboard.formats.visible import visible


def sentence(words: Sentence) -> str:
    """A sentence; what comes from history stands in code spans: no markup or mention survives there."""
    return "".join(_words(word) for word in words)


def cell(words: Sentence) -> str:
    """A sentence for a cell of a table."""
    # GitHub cuts a row at every bar before it looks for code spans, and takes the backslash away again.
    return sentence(words).replace("|", "\\|")


def code_span(text: str) -> str:
    """`text` as a code span: its fence is longer than any run of backticks inside (CommonMark 0.31, 6.1)."""
    shown = visible(text)
    if not shown.strip(" "):
        return "(empty)"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def escaped(text: str) -> str:
    """Our own words, which hold figures and a few signs that Markdown would take for its own."""
    return re.sub(r"([*<>_`\\])", r"\\\1", text)


def _words(words: Words) -> str:
    return code_span(words.text) if isinstance(words, FromHistory) else escaped(words)
