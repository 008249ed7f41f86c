"""`linespan audit`, and `linespan demo`, which audits a sample."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands import options
from dashboard.commands.output import write
from dashboard.terminal import PLAIN, look

if TYPE_CHECKING:
    from dashboard.source import Source


class Format(StrEnum):
    """How an audit is written."""

    text = "text"
    json = "json"
    markdown = "markdown"


def audit(
    repository: options.Repository = ".",
    revision: options.Revision = None,
    database: options.Database = None,
    as_of: options.AsOf = None,
    jobs: options.Jobs = None,
    *,
    fetch: options.Fetch = False,
    notation: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
    output: options.Output = None,
) -> None:
    """Report how long the code lives, and whether that written with AI lasts; mines first where needed."""
    from dashboard import source

    place = source.locate(repository, database, fetch=fetch)
    source.bring_up_to_date(place, options.mining(revision, as_of, jobs))
    write(_audit(place, notation, to_file=output is not None), output)


def demo() -> None:
    """Build a sample repository, audit it, and say how to go on."""
    import shlex

    from dashboard import source
    from dashboard.demo import build_sample
    from dashboard.formats.visible import visible

    place = source.locate(str(build_sample(source.cache())), None)
    source.bring_up_to_date(place, options.mining())
    write(_audit(place, Format.text, to_file=False))
    command = shlex.join([sys.argv[0], "dashboard", str(place.repository)])
    print(f"\nTo look at it in the browser:\n  {visible(command)}")


def _audit(place: "Source", notation: Format, *, to_file: bool) -> str:
    from analyzer.store import open_database
    from dashboard import audit as auditing
    from dashboard.commands import judging
    from dashboard.formats import json, markdown, text

    primary = judging.judgement(place.database).primary
    with open_database(place.database) as con:
        facts = auditing.build(con, primary)
    if notation is Format.json:
        return json.render(facts)
    if notation is Format.markdown:
        return markdown.render(facts)
    width, colour = PLAIN if to_file else look()
    return text.render(facts, width=width, colour=colour)
