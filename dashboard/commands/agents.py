"""`linespan agents`."""

from enum import StrEnum
from typing import Annotated

import typer

from dashboard.commands import options
from dashboard.commands.output import write
from dashboard.terminal import PLAIN, look


class Format(StrEnum):
    """How it is written."""

    text = "text"
    json = "json"


def agents(
    repository: options.Repository = ".",
    revision: options.Revision = None,
    database: options.Database = None,
    commit: Annotated[
        str | None, typer.Option("--commit", metavar="SHA", help="Say why this commit has its label.")
    ] = None,
    notation: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
    output: options.Output = None,
) -> None:
    """Say which commits and lines AI tools had a hand in, since when, and what that rests on."""
    from analyzer.repository import open_repository, resolve
    from analyzer.store import open_database
    from dashboard import agents as reading
    from dashboard import source
    from dashboard.formats import agents as formats
    from dashboard.formats.text import render_sections

    place = source.locate(repository, database)
    source.bring_up_to_date(place, options.mining(revision))
    # Whatever git knows by the name; else how a commit's own begins.
    named = commit and (resolve(open_repository(place.repository), commit) or commit)
    with open_database(place.database) as con:
        answer = reading.build(con) if named is None else reading.why(con, named)
    if isinstance(answer, reading.Agents):
        as_json, parts = formats.as_json(answer), formats.sections(answer, str(place.repository))
    else:
        as_json, parts = formats.why_as_json(answer), formats.why_sections(answer)
    width, colour = look() if output is None else PLAIN
    text = render_sections(parts, width=width, colour=colour)
    write(as_json if notation is Format.json else text, output)
