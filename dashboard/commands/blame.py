"""`linespan blame`."""

from enum import StrEnum
from typing import Annotated

import typer

from dashboard.commands import options
from dashboard.commands.output import write


class Format(StrEnum):
    """How a blame is written."""

    text = "text"
    json = "json"


def blame(
    repository: options.Repository,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file of the head, from the repository's top.")
    ],
    revision: options.Revision = None,
    database: options.Database = None,
    notation: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
) -> None:
    """Say for each line of a file who last touched it, where it was written, by whom, and since when."""
    from analyzer.store import open_database
    from dashboard import blame as blaming
    from dashboard import source

    place = source.locate(repository, database)
    source.bring_up_to_date(place, options.mining(revision))
    with open_database(place.database) as con:
        lines = blaming.blame(con, place.repository, file)
    write(blaming.as_json(lines) if notation is Format.json else blaming.as_text(lines))
