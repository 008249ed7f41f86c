"""`linespan verdicts`."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from dashboard.commands import options
from dashboard.commands.output import write


class Format(StrEnum):
    """How verdicts are written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def verdicts(
    repository: options.Repository = ".",
    revision: options.Revision = None,
    database: options.Database = None,
    as_of: options.AsOf = None,
    jobs: options.Jobs = None,
    *,
    fetch: options.Fetch = False,
    notation: Annotated[Format, typer.Option("--format", help="How to write them.")] = Format.text,
    output: options.Output = None,
) -> None:
    """Judge whether code written with AI lasts, or say what is missing to judge; mines first if needed."""
    import shutil

    from dashboard import source
    from dashboard.commands import judging
    from dashboard.formats import markdown, text
    from dashboard.formats import verdicts as shown

    place = source.locate(repository, database, fetch=fetch)
    source.bring_up_to_date(place, options.mining(revision, as_of, jobs))
    judgement = judging.judgement(place.database)
    if notation is Format.json:
        write(shown.as_json(judgement), output)
        return
    if notation is Format.markdown:
        write(markdown.render_sections(shown.TITLE, shown.sections(judgement)), output)
        return
    on_terminal = sys.stdout.isatty() and output is None
    width = min(shutil.get_terminal_size().columns, 120) if on_terminal else 80
    write(text.render_sections(shown.sections(judgement), width=width, colour=on_terminal), output)
