"""`linespan verdicts`."""

from enum import StrEnum
from typing import Annotated

import typer

from dashboard.commands import options
from dashboard.commands.output import write
from dashboard.terminal import PLAIN, look


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
    width, colour = look() if output is None else PLAIN
    write(text.render_sections(shown.sections(judgement), width=width, colour=colour), output)
