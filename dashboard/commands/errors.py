"""How a command that fails says so."""

import os
import sys

FAILED = 2  # an error, or an answer that can not be computed; README has the table


def meant_to_be_read(problem: Exception) -> tuple[str, str] | None:
    """Message and hint of what a person can mend; None for a defect."""
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


def complain(message: str, hint: str) -> int:
    """Say what went wrong and what to do about it; gives the exit status."""
    from dashboard.formats.visible import visible

    print(f"error: {visible(message)}", file=sys.stderr)
    if hint:
        print(f"hint: {visible(hint)}", file=sys.stderr)
    return FAILED
