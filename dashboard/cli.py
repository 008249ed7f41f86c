"""The command line: parse, call, print, exit. The commands stand in `commands`."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from io import BufferedWriter, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO, cast

import typer

from dashboard.commands import (
    agents,
    audit,
    blame,
    configuring,
    explain,
    gate,
    mining,
    pages,
    report,
    show,
    smells,
    verdicts,
)
from dashboard.commands.errors import FAILED, complain, meant_to_be_read

STOPPED: dict[int, str] = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}
SECONDS_TO_CLEAN_UP = 5.0

app = typer.Typer(
    name="linespan",
    help="Does the code written with AI last? Every line of a git history, followed from birth to death.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
# In the order of the help.
app.command()(mining.mine)
app.command()(audit.audit)
app.command()(mining.refresh)
app.command()(agents.agents)
app.command()(verdicts.verdicts)
app.command()(report.report)
app.command()(blame.blame)
app.command()(show.show)
app.command()(smells.smells)
app.command()(gate.gate)
app.command()(gate.baseline)
app.command()(configuring.config)
app.command()(configuring.init)
app.command()(explain.explain)
app.command()(audit.demo)
app.command()(pages.dashboard)


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


def main() -> None:
    """Run a command; every error that a person is meant to read ends here."""
    stop = _Stop()
    for number in STOPPED:
        signal.signal(number, stop)
    sys.stdout, sys.stderr = _stream(sys.stdout), _stream(sys.stderr)
    try:
        sys.exit(_run(sys.argv[1:] or ["--help"], stop))
    except OSError as problem:  # nobody reads, or there is no room even for the complaint
        sys.exit(128 + signal.SIGPIPE if isinstance(problem, BrokenPipeError) else FAILED)
    finally:
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)


def _stream(given: TextIO | None) -> TextIO:
    """Standard output or error, from which nothing is lost unsaid."""
    if given is None:  # whoever started us closed it
        return Path(os.devnull).open("w", encoding="utf-8")
    encoding, raw = given.encoding, given.buffer
    if isinstance(raw, RawIOBase):  # PYTHONUNBUFFERED: what is not taken at once would be dropped
        given.detach()  # type: ignore[attr-defined]
        given = TextIOWrapper(BufferedWriter(raw), encoding, line_buffering=given is sys.stderr)
    # What a person's terminal can not show is no reason to fail.
    given.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
    return given


def _let_go(stream: TextIO) -> None:
    """Python flushes once more at its end, and has an exit status of its own for what fails then."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
        if not isinstance(problem, Exception) or isinstance(problem, BrokenPipeError):
            raise
        if meant := meant_to_be_read(problem):
            return complain(*meant)
        # Python's own exit status would be 1: to whoever waits for the gate, a failed change.
        import traceback

        traceback.print_exception(problem)
        return complain(
            f"a defect of Linespan, {type(problem).__name__}: {problem}",
            "please report it, with the lines above",
        )
    return status


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
        return complain(problem.format_message(), f"{where} --help")
    return 0
