"""`linespan gate`: stops a change that makes the code worse."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import options


def gate(
    repository: Annotated[
        Path, typer.Option("--repo", metavar="DIR", help="The repository's folder.")
    ] = Path(),
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="REF",
            help="What to compare with. Default: what the CI says, else the default branch.",
        ),
    ] = None,
    head: Annotated[
        str | None, typer.Option("--head", metavar="REF", help="What to judge. Default: HEAD.")
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", metavar="CHANGES", help="What fails: new, worse, or new,worse.")
    ] = None,
    max_new: Annotated[
        str | None, typer.Option("--max-new", metavar="N", help="New smells that are let pass.")
    ] = None,
    tolerance: Annotated[
        str | None,
        typer.Option(
            "--tolerance", metavar="PERCENT", help="How much a smell's figure may grow. Default: 5."
        ),
    ] = None,
    max_density_growth: Annotated[
        str | None,
        typer.Option(
            "--max-density-growth", metavar="PERCENT", help="How much smells per 1,000 lines may grow."
        ),
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMATS",
            help="text, json, sarif, github, gitlab, junit or markdown; several as in text,json:FILE.",
        ),
    ] = "text",
    jobs: options.Jobs = None,
    *,
    staged: Annotated[
        bool, typer.Option("--staged", help="Judge what is staged, against HEAD: for a hook before commits.")
    ] = False,
    fetch: Annotated[
        bool,
        typer.Option(
            "--fetch", help="Fetch what a shallow clone lacks; trusts the repository's configuration."
        ),
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 where the gate fails: for trying it out.")
    ] = False,
) -> None:
    """Judge a change by the smells that it brings and those that it makes worse.

    Exits with 0 where it passes, 1 where it fails, 2 where that can not be told.
    """
    import os

    from analyzer.base import Asked
    from analyzer.errors import LinespanError
    from analyzer.smells.standards import GATE, given
    from dashboard import gate as gating
    from dashboard.commands.errors import complain
    from dashboard.formats.smells import outputs, rendering
    from dashboard.formats.smells.report import of_gate
    from metrics.gate_result import Status

    if staged and (base or head):
        raise LinespanError("--staged compares the index with HEAD", "leave --base and --head away")
    asked = outputs.parse(formats)
    said = {
        "fail-on": fail_on,
        "max-new": max_new,
        "tolerance": tolerance,
        "max-density-growth": max_density_growth,
    }
    stated = {
        f"{GATE}.{key}": given(f"--{key}", GATE, key, text) for key, text in said.items() if text is not None
    }
    wanted = gating.Run(repository, Asked(base, head, staged, fetch), stated, os.environ, jobs)
    result = gating.run(wanted)
    report = of_gate(result, exit_zero=exit_zero)
    rendering.deliver(report, asked)
    if result.status is Status.not_computed and not any(
        output.path is None and output.notation is outputs.Notation.text for output in asked
    ):
        complain(result.reason, result.hint)
    raise typer.Exit(report.exit_code)


def baseline(
    repository: Annotated[Path, typer.Argument(metavar="REPO", help="A repository's folder.")] = Path(),
    jobs: options.Jobs = None,
) -> None:
    """Write down the smells that stand at HEAD, for the gate to let stand: linespan-baseline.txt."""
    import os

    from analyzer.base import Asked
    from dashboard import gate as gating
    from dashboard.formats.visible import visible

    path, entries = gating.write_baseline(gating.Run(repository, Asked(), {}, os.environ, jobs))
    print(f"{entries:,} {'smell' if entries == 1 else 'smells'} in {visible(str(path))}")
