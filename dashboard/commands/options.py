"""Arguments and options that several commands take."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from analyzer.mine import MiningOptions

Repository = Annotated[str, typer.Argument(metavar="REPO", help="A repository's folder, or its URL.")]
Revision = Annotated[
    str | None, typer.Option("--rev", help="Branch, tag or commit to read instead of the default branch.")
]
Database = Annotated[
    Path | None,
    # Not looked at by Typer: whether it can be read is for `store` to find out, and to say.
    typer.Option(
        "--db", readable=False, help="The database file. Default: inside the repository's git directory."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="Read the history as it stood on this day (UTC)."),
]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Processes that read. Default: by size.")]
Snapshots = Annotated[
    int,
    typer.Option(
        "--snapshots",
        min=0,
        metavar="N",
        help="Look for smells at the head and the last commit of every month, or of 2, 4, 8 ... months, "
        "at N commits at most; 0 for none.",
    ),
]
MOST_SNAPSHOTS = 60
Fetch = Annotated[
    bool,
    typer.Option("--fetch", help="Fetch first what the repository's remote has; trusts its configuration."),
]


def printed(output: Path | None) -> Path | None:
    """No file where it is called `-`, which everywhere is the standard output."""
    return None if output == Path("-") else output


Output = Annotated[
    Path | None, typer.Option("--output", "-o", callback=printed, help="Write to this file instead.")
]


def mining(
    revision: str | None = None,
    as_of: str | None = None,
    jobs: int | None = None,
    snapshots: int = MOST_SNAPSHOTS,
) -> "MiningOptions":
    """What of these a mining is to go by."""
    from analyzer.mine import MiningOptions

    return MiningOptions(rev=revision, as_of=as_of, jobs=jobs, snapshots=snapshots)
