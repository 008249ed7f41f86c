"""`linespan report`."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import options
from dashboard.commands.output import write


def report(
    repository: options.Repository = ".",
    revision: options.Revision = None,
    database: options.Database = None,
    as_of: options.AsOf = None,
    jobs: options.Jobs = None,
    *,
    fetch: options.Fetch = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", callback=options.printed, help="The HTML file to write, or - to print it."
        ),
    ],
) -> None:
    """Write all that is known of a history, with charts, into one HTML file; mines first where needed."""
    from altair.utils import schemapi

    from analyzer.store import open_database
    from dashboard import source
    from dashboard.commands import judging
    from dashboard.formats.html.page import render
    from dashboard.formats.visible import visible
    from dashboard.report.whole import build

    schemapi.disable_debug_mode()  # tests hold charts against Vega-Lite's schema, a report need not
    place = source.locate(repository, database, fetch=fetch)
    source.bring_up_to_date(place, options.mining(revision, as_of, jobs))
    judgement = judging.judgement(place.database)
    with open_database(place.database) as con:
        facts = build(con, judgement)
    write(render(facts), output)
    if output is not None:
        print(visible(str(output)))
