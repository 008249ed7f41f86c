"""The command line: parse, call, print, exit. Commands import what they need when they need it."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from analyzer.mine import MiningOptions
    from dashboard.source import Source

FAILED = 2  # an error, or an answer that can not be computed; README has the table
STOPPED: dict[int, str] = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
SECONDS_TO_CLEAN_UP = 5.0

app = typer.Typer(
    name="linespan",
    help="Does the code written with AI last? Every line of a git history, followed from birth to death.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How an audit is written."""

    text = "text"
    json = "json"
    markdown = "markdown"


class BlameFormat(StrEnum):
    """How a blame is written."""

    text = "text"
    json = "json"


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
Fetch = Annotated[
    bool,
    typer.Option("--fetch", help="Fetch first what the repository's remote has; trusts its configuration."),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file instead.")]


def _version(asked: bool) -> None:  # noqa: FBT001 (Typer's callback)
    if asked:
        from analyzer import __version__

        print(f"linespan {__version__}")
        raise typer.Exit


@app.callback()
def linespan(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before the command."""


@app.command()
def mine(
    repository: Repository = ".",
    revision: Revision = None,
    database: Database = None,
    as_of: AsOf = None,
    jobs: Jobs = None,
    *,
    fetch: Fetch = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Read everything again instead of going on with what is there.")
    ] = False,
) -> None:
    """Read a repository's whole history into a database."""
    from dashboard import source
    from dashboard.formats.visible import visible
    from dashboard.refresh import counted

    place = source.locate(repository, database, fetch=fetch)
    mined = source.build(place, _options(revision, as_of, jobs), anew=anew)
    print(
        f"{counted(mined)}, {mined.births:,} lines followed, {mined.alive:,} alive, "
        f"{mined.skipped:,} versions skipped, {mined.seconds:.1f} s"
    )
    print(visible(str(mined.database)))


@app.command()
def audit(
    repository: Repository = ".",
    revision: Revision = None,
    database: Database = None,
    as_of: AsOf = None,
    jobs: Jobs = None,
    *,
    fetch: Fetch = False,
    notation: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.text,
    output: Output = None,
) -> None:
    """Report how long the code lives; mines first where that is needed."""
    from dashboard import source

    place = source.locate(repository, database, fetch=fetch)
    source.bring_up_to_date(place, _options(revision, as_of, jobs))
    _write(_audit(place, notation, to_file=output is not None), output)


@app.command()
def refresh(
    context: typer.Context,
    repositories: Annotated[list[str], typer.Argument(metavar="REPO...", help="Their folders, or URLs.")],
    jobs: Jobs = None,
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
            outcome = refreshing.refresh(repository, _options(None, None, jobs))
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

    if meant := _meant_to_be_read(problem):
        message, hint = meant
        if hint:
            print(f"hint: {visible(hint)}", file=sys.stderr)
        return visible(message)
    traceback.print_exception(problem)
    return visible(f"a defect of Linespan, {type(problem).__name__}: {problem}")


@app.command()
def blame(
    repository: Repository,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A file of the head, from the repository's top.")
    ],
    revision: Revision = None,
    database: Database = None,
    notation: Annotated[BlameFormat, typer.Option("--format", help="How to write it.")] = BlameFormat.text,
) -> None:
    """Say for each line of a file who last touched it, where it was written, and since when it stands."""
    from analyzer.store import open_database
    from dashboard import blame as blaming
    from dashboard import source

    place = source.locate(repository, database)
    source.bring_up_to_date(place, _options(revision, None, None))
    with open_database(place.database) as con:
        lines = blaming.blame(con, place.repository, file)
    _write(blaming.as_json(lines) if notation is BlameFormat.json else blaming.as_text(lines), None)


@app.command()
def explain(
    measure: Annotated[str | None, typer.Argument(metavar="MEASURE", help="Without it: list them.")] = None,
) -> None:
    """Say what a measure means: definition, formula, unit, source and SQL."""
    from dashboard import explain as explaining

    _write(explaining.explanation(measure) if measure else explaining.overview(), None)


@app.command()
def demo() -> None:
    """Build a sample repository, audit it, and say how to go on."""
    import shlex

    from dashboard import source
    from dashboard.demo import build_sample
    from dashboard.formats.visible import visible

    place = source.locate(str(build_sample(source.cache())), None)
    source.bring_up_to_date(place, _options(None, None, None))
    _write(_audit(place, Format.text, to_file=False), None)
    command = shlex.join([sys.argv[0], "dashboard", str(place.repository)])
    print(f"\nTo look at it in the browser:\n  {visible(command)}")


@app.command()
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


def _options(revision: str | None, as_of: str | None, jobs: int | None) -> "MiningOptions":
    from analyzer.mine import MiningOptions

    return MiningOptions(rev=revision, as_of=as_of, jobs=jobs)


def _audit(place: "Source", notation: Format, *, to_file: bool) -> str:
    import shutil

    from analyzer.store import open_database
    from dashboard import audit as auditing
    from dashboard.formats import json, markdown, text

    with open_database(place.database) as con:
        facts = auditing.build(con)
    if notation is Format.json:
        return json.render(facts)
    if notation is Format.markdown:
        return markdown.render(facts)
    on_terminal = sys.stdout.isatty() and not to_file
    width = min(shutil.get_terminal_size().columns, 120) if on_terminal else 80
    return text.render(facts, width=width, colour=on_terminal)


def _write(text: str, output: Path | None) -> None:
    from analyzer.errors import LinespanError

    if output is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise LinespanError(
            f"{output} can not be written: {problem.strerror}", "name another file with --output"
        ) from problem


def main() -> None:
    """Run a command; every error that a person is meant to read ends here."""
    stop = _Stop()
    for number in STOPPED:
        signal.signal(number, stop)
    # What a person's terminal can not show is no reason to fail.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(_run(sys.argv[1:] or ["--help"], stop))
    except BrokenPipeError:
        # Python flushes once more at its end: into nothing.
        nothing = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nothing, stream.fileno())
        sys.exit(128 + signal.SIGPIPE)


class _Stop:
    """The handler of the signals that end the program, which cleans up on its way out.

    A terminal, make and a shell often send the same signal one after the other: only the first counts for a
    while, so that the others do not break into the cleaning up.
    """

    def __init__(self) -> None:
        self.number: int | None = None
        self._heard = -SECONDS_TO_CLEAN_UP

    def __call__(self, number: int, _frame: object) -> None:
        if time.monotonic() - self._heard >= SECONDS_TO_CLEAN_UP:
            self.number, self._heard = number, time.monotonic()
            raise SystemExit(128 + number)


def _run(arguments: Sequence[str], stop: _Stop) -> int:
    try:
        status = _call(arguments, stop)
        sys.stdout.flush()
    except (Exception, SystemExit) as problem:
        # What ended the work comes out of a library as whatever it made of it, be it "query interrupted".
        if stop.number is not None:
            print(STOPPED[stop.number], file=sys.stderr)
            return 128 + stop.number
        if isinstance(problem, Exception) and (meant := _meant_to_be_read(problem)):
            return _complain(*meant)
        raise
    return status


def _meant_to_be_read(problem: Exception) -> tuple[str, str] | None:
    """Message and hint of what a person can mend."""
    from analyzer.errors import LinespanError

    match problem:
        case LinespanError():
            return problem.message, problem.hint
        case OSError() if not isinstance(problem, BrokenPipeError):
            # Wherever a folder, a file or a disk can fail, it has a name and a reason.
            named = isinstance(problem.filename, str | bytes)
            place = f"{os.fsdecode(problem.filename)}: " if named else ""
            return f"{place}{problem.strerror or problem}", ""
    return None


def _call(arguments: Sequence[str], stop: _Stop) -> int:
    from typer.main import get_command

    # By version Typer stands on Click or carries it within; either way this is the error of a wrong call.
    usage_error = cast("type[typer.BadParameter]", typer.BadParameter.__base__)
    command = get_command(app)
    try:
        # Not by calling it, because Typer then ends the program its own way, another one in each version.
        with command.make_context("linespan", list(arguments), obj=stop) as context:
            command.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code
    except usage_error as problem:
        where = problem.ctx.command_path if problem.ctx else "linespan"
        return _complain(problem.format_message(), f"{where} --help")
    return 0


def _complain(message: str, hint: str) -> int:
    from dashboard.formats.visible import visible

    print(f"error: {visible(message)}", file=sys.stderr)
    if hint:
        print(f"hint: {visible(hint)}", file=sys.stderr)
    return FAILED
