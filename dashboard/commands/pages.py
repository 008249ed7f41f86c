"""`linespan dashboard`."""

from pathlib import Path
from typing import Annotated

import typer


def dashboard(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="REPO|DB...",
            help="Mined repositories or their URLs, or database files. Default: the repository here.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Default: the first free one.")
    ] = None,
) -> None:
    """Show databases in the browser, on this machine only, until Ctrl-C."""
    from dashboard.serve import serve

    raise typer.Exit(serve([_database(source) for source in sources or ["."]], port))


def _database(source: str) -> Path:
    from analyzer.clones import is_url
    from analyzer.repository import open_repository
    from analyzer.store import default_path
    from dashboard.source import clone_of

    path = clone_of(source) if is_url(source) else Path(source)
    return default_path(open_repository(path).git_dir) if path.is_dir() else path
