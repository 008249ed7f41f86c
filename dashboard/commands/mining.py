"""`linespan mine` and `linespan refresh`: histories into databases."""

import sys
from typing import Annotated

import typer

from dashboard.commands import options
from dashboard.commands.errors import FAILED, meant_to_be_read


def mine(
    repository: options.Repository = ".",
    revision: options.Revision = None,
    database: options.Database = None,
    as_of: options.AsOf = None,
    jobs: options.Jobs = None,
    snapshots: options.Snapshots = options.MOST_SNAPSHOTS,
    *,
    fetch: options.Fetch = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Read everything again instead of going on with what is there.")
    ] = False,
) -> None:
    """Read a repository's whole history into a database."""
    from dashboard import source
    from dashboard.formats.visible import visible

    place = source.locate(repository, database, fetch=fetch)
    mined = source.build(place, options.mining(revision, as_of, jobs, snapshots), anew=anew)
    print(
        f"{source.counted(mined)}, {mined.births:,} lines followed, {mined.alive:,} alive, "
        f"{mined.skipped:,} versions skipped, {mined.seconds:.1f} s"
    )
    print(visible(str(mined.database)))


def refresh(
    context: typer.Context,
    repositories: Annotated[list[str], typer.Argument(metavar="REPO...", help="Their folders, or URLs.")],
    jobs: options.Jobs = None,
) -> None:
    """Fetch and mine what is new in each repository, without asking anyone; a line for each."""
    from analyzer.clones import without_secret
    from dashboard import refresh as refreshing
    from dashboard.formats.visible import visible

    names = [visible(without_secret(repository)) for repository in repositories]
    width = max(map(len, names))
    status = 0
    for repository, name in zip(repositories, names, strict=True):
        try:
            outcome = refreshing.refresh(repository, options.mining(jobs=jobs))
        except Exception as problem:
            if context.obj.number is not None:
                raise
            status = FAILED
            outcome = f"failed: {_told(problem)}"
        print(f"{name:{width}}  {outcome}", flush=True)
    raise typer.Exit(status)


def _told(problem: Exception) -> str:
    """A failure on one line; what else there is to say of it goes to the error stream."""
    import traceback

    from dashboard.formats.visible import visible

    if meant := meant_to_be_read(problem):
        message, hint = meant
        if hint:
            print(f"hint: {visible(hint)}", file=sys.stderr)
        return visible(message)
    traceback.print_exception(problem)
    return visible(f"a defect of Linespan, {type(problem).__name__}: {problem}")
