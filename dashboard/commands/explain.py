"""`linespan explain`."""

from typing import Annotated

import typer

from dashboard.commands.output import write


def explain(
    name: Annotated[str | None, typer.Argument(metavar="MEASURE|RULE", help="Without it: list both.")] = None,
) -> None:
    """Say what a measure means, with its formula and SQL, or what a rule finds and what to do about it."""
    from dashboard import explain as explaining

    write(explaining.explanation(name) if name else explaining.overview())
