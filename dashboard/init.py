"""`linespan init`: a linespan.toml with limits that fit what the repository measures today."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from analyzer.configuration import OWN, SHARED
from analyzer.errors import RepositoryError
from analyzer.repository import answer, resolve
from analyzer.smells.fitting import SHARE, Fitting, fitting
from analyzer.smells.rules import BELOW
from dashboard.standing import opened_for_its_tree, take_stock
from dashboard.whole_file import put

_ABOUT = {"function": "functions", "class": "classes", "file": "files"}


class Written(NamedTuple):
    """What was written, and where."""

    path: Path
    text: str


def init(repository: str, environment: Mapping[str, str], jobs: int | None = None) -> Written:
    """Measure what HEAD holds, and write the file at the top of the work tree.

    Raises RepositoryError where there is no work tree, no commit, or a configuration already, LinespanError
    where the file can not be written.
    """
    opened = opened_for_its_tree(repository)
    top, head = answer(opened, "rev-parse", "--show-toplevel"), resolve(opened, "HEAD")
    if not top or not head:
        raise RepositoryError(
            f"{opened.path} has no {'commit' if top else 'work tree'}",
            f"{OWN} is written into a work tree, from what HEAD holds",
        )
    taken = take_stock(opened, head, (), environment, jobs)
    if taken.configuration.file == SHARED:
        raise RepositoryError(
            f"{SHARED} configures Linespan already, and {OWN} would go before it",
            "linespan config shows what is in force",
        )
    path = Path(top) / OWN
    text = _text(head, fitting(taken.read))
    if path.exists() or path.is_symlink():
        raise RepositoryError(
            f"{path} is there already, and is not overwritten", "linespan config shows what is in force"
        )
    put(path, text)
    return Written(path, text)


def _text(head: str, fitted: Sequence[Fitting]) -> str:
    """The file. It begins with why its limits are what they are."""
    lines = [
        "# Limits for `linespan gate` and `linespan smells`, from what stood in the tree of",
        f"# {head} when `linespan init` wrote them:",
        f"# each is as strict as it can be with at most {SHARE:.0%} of the functions, classes or files",
        "# beyond it, and not stricter than Linespan's own. Tighten them as the code gets better.",
        "",
        "[limits]",
    ]
    width = max(len(_stated(one)) for one in fitted)
    lines += [f"{_stated(one):{width}}  # {_reason(one)}" for one in fitted]
    return "\n".join(lines) + "\n"


def _stated(one: Fitting) -> str:
    return f"{one.rule.id} = {one.limit:g}"


def _reason(one: Fitting) -> str:
    if not one.measured:
        return "nothing of the kind is measured here"
    default = one.rule.limit
    side = "below" if one.rule.bound == BELOW else "above"
    things = f"{one.measured:,} {_ABOUT[one.rule.about]}"
    if one.beyond > SHARE * one.measured:
        return f"{one.beyond:,} of {things} {side} it, most at 0, below which there is no limit"
    if one.limit == default:
        return f"{one.beyond:,} of {things} {side} it"
    return f"{one.beyond:,} of {things} {side} it; {one.beyond_default:,} {side} Linespan's own, {default:g}"
