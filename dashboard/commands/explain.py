"""`linespan explain`."""

from typing import Annotated

import typer

from dashboard.commands.output import write


def explain(
    measure: Annotated[str | None, typer.Argument(metavar="MEASURE", help="Without it: list them.")] = None,
) -> None:
    """Say what a measure means: definition, formula, unit, source and SQL."""
    from dashboard import explain as explaining

    write(explaining.explanation(measure) if measure else explaining.overview())
