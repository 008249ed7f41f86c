"""The report in every notation that was asked for, to the places that were named."""

import os
import sys
from collections.abc import Mapping, Sequence

from dashboard.formats.smells import github, gitlab, json, junit, markdown, outputs, sarif, text
from dashboard.formats.smells.outputs import Notation, Output
from dashboard.formats.smells.report import Report
from dashboard.terminal import look
from dashboard.whole_file import put

_RENDERERS = {
    Notation.json: json.render,
    Notation.sarif: sarif.render,
    Notation.github: github.render,
    Notation.gitlab: gitlab.render,
    Notation.junit: junit.render,
    Notation.markdown: markdown.render,
}
# GitHub Actions takes `##[` for an order wherever it stands in a log: each notation can write it otherwise.
_HARMLESS = {
    Notation.json: "#\\u0023[",
    Notation.sarif: "#\\u0023[",
    Notation.gitlab: "#\\u0023[",
    Notation.junit: "#&#35;[",
    Notation.github: "#\\x23[",
    Notation.markdown: "#\\x23[",
    Notation.text: "#\\x23[",
}


def deliver(report: Report, asked: Sequence[Output], environment: Mapping[str, str] = os.environ) -> None:
    """Write files first, then the standard output, then the summary of the step (in GitHub Actions).

    Raises LinespanError for a file that can not be written.
    """
    for output in asked:
        if output.path is not None:
            put(output.path, render(report, output.notation), "name another file in --format")
    for output in asked:
        if output.path is None:
            width, colour = look()
            sys.stdout.write(render(report, output.notation, width=width, colour=colour))
    summary = outputs.summary_file(environment)
    if summary is not None and report.command == "gate":
        room = outputs.room_in(summary)
        outputs.append(summary, markdown.render(report, room))


def render(report: Report, notation: Notation, *, width: int = 80, colour: bool = False) -> str:
    """The report in one notation; width and colour are for text alone."""
    if notation is Notation.text:
        written = text.render(report, width=width, colour=colour)
    else:
        written = _RENDERERS[notation](report)
    return written.replace("##[", _HARMLESS[notation])
