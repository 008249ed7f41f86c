"""`linespan show`."""

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


def show(
    repository: options.Repository,
    commit: Annotated[
        str, typer.Argument(metavar="SHA", help="A commit: its name, how it begins, a tag, HEAD~3.")
    ],
    revision: options.Revision = None,
    database: options.Database = None,
    notation: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
    output: options.Output = None,
) -> None:
    """Say what a commit did to lines, functions and smells, and what became of its lines."""
    import os

    from analyzer.store import open_database
    from dashboard import commit_detail, source
    from dashboard.formats import commit as formats
    from dashboard.formats.text import render_sections

    place = source.locate(repository, database)
    source.bring_up_to_date(place, options.mining(revision))
    with open_database(place.database) as con:
        detail = commit_detail.build(con, place.repository, commit, os.environ)
    if notation is Format.json:
        write(formats.as_json(detail), output)
        return
    width, colour = look() if output is None else PLAIN
    write(render_sections(formats.sections(detail), width=width, colour=colour), output)
