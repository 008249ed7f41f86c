"""`linespan smells`."""

from typing import Annotated

import typer

from dashboard.commands import options


def smells(
    repository: options.Repository = ".",
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Files and folders, from the repository's top."),
    ] = None,
    revision: options.Revision = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMATS",
            help="text, json, sarif, github, gitlab, junit or markdown; several as in text,json:FILE.",
        ),
    ] = "text",
    jobs: options.Jobs = None,
) -> None:
    """List the smells that stand in a tree, worst first, with what to do about them."""
    import os

    from dashboard.formats.smells import outputs, rendering
    from dashboard.formats.smells.report import of_tree
    from dashboard.standing import standing

    asked = outputs.parse(formats)
    rendering.deliver(of_tree(standing(repository, paths or (), revision, os.environ, jobs)), asked)
