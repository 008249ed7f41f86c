"""`linespan dashboard`."""

from pathlib import Path
from typing import Annotated

import typer


def dashboard(
    source: Annotated[
        str, typer.Argument(metavar="REPO|DB", help="A mined repository or its URL, or a database file.")
    ] = ".",
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Default: the first free one.")
    ] = None,
) -> None:
    """Show the database in the browser, on this machine only, until Ctrl-C."""
    from analyzer.clones import is_url
    from analyzer.repository import open_repository
    from analyzer.store import default_path
    from dashboard.serve import serve
    from dashboard.source import clone_of

    path = clone_of(source) if is_url(source) else Path(source)
    database = default_path(open_repository(path).git_dir) if path.is_dir() else path
    raise typer.Exit(serve(database, port))
