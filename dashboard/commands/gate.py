"""`linespan gate`: stops a change that makes the code worse."""

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands import options

Folder = Annotated[Path, typer.Option("--repo", metavar="DIR", help="The repository's folder.")]
Base = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="REF",
        help="What to compare with. Default: what the CI says, else the default branch.",
    ),
]
Head = Annotated[str | None, typer.Option("--head", metavar="REF", help="What to judge. Default: HEAD.")]
FailOn = Annotated[
    str | None, typer.Option("--fail-on", metavar="CHANGES", help="What fails: new, worse, or new,worse.")
]
MaxNew = Annotated[
    str | None, typer.Option("--max-new", metavar="N", help="New smells that are let pass. Default: 0.")
]
Tolerance = Annotated[
    str | None,
    typer.Option("--tolerance", metavar="PERCENT", help="How much a smell's figure may grow. Default: 5."),
]
DensityGrowth = Annotated[
    str | None,
    typer.Option("--max-density-growth", metavar="PERCENT", help="How much smells per 1,000 lines may grow."),
]
Formats = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMATS",
        help="text, json, sarif, github, gitlab, junit or markdown; several as in text,json:FILE.",
    ),
]
Staged = Annotated[
    bool, typer.Option("--staged", help="Judge what is staged, against HEAD: for a hook before commits.")
]
Fetch = Annotated[
    bool,
    typer.Option("--fetch", help="Fetch what a shallow clone lacks; trusts the repository's configuration."),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Exit with 0 where the gate fails: for trying it out.")
]


def gate(
    repository: Folder = Path(),
    base: Base = None,
    head: Head = None,
    fail_on: FailOn = None,
    max_new: MaxNew = None,
    tolerance: Tolerance = None,
    max_density_growth: DensityGrowth = None,
    formats: Formats = "text",
    jobs: options.Jobs = None,
    *,
    staged: Staged = False,
    fetch: Fetch = False,
    exit_zero: ExitZero = False,
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

    if staged and (base is not None or head is not None):
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
