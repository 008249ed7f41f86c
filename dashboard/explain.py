"""`linespan explain`: what a measure means, told by the view that computes it."""

from difflib import get_close_matches
from textwrap import fill

from analyzer.errors import LinespanError
from metrics.views import Measure, measures

WIDTH = 80  # columns
_LABELS = ("definition", "formula", "unit", "better", "source", "grain")


def overview() -> str:
    """One line a measure: its name and the first sentence of its definition."""
    width = max(len(measure.name) for measure in measures())
    return "".join(_field(f"{measure.name:{width}}", _first_sentence(measure)) for measure in measures())


def explanation(name: str) -> str:
    """Definition, formula, unit, direction, source, grain and SQL of one measure.

    Raises LinespanError, with the nearest name as hint, when there is no such measure.
    """
    by_name = {measure.name: measure for measure in measures()}
    # People write names with dashes on a command line.
    wanted = name.strip().lower().replace("-", "_")
    if wanted not in by_name:
        near = get_close_matches(wanted, by_name, n=1, cutoff=0.0)
        raise LinespanError(
            f"no measure is called {name!r}", f"did you mean {near[0]}? `linespan explain` lists all"
        )
    measure = by_name[wanted]
    fields = "".join(_field(f"{label + ':':11}", getattr(measure, label)) for label in _LABELS)
    return f"{measure.name}\n\n{fields}\n{measure.sql}\n"


def _field(label: str, text: str) -> str:
    """The text beside its label, its further lines below the first."""
    indent = " " * (len(label) + 2)
    lines = fill(text, WIDTH, initial_indent=f"{label}  ", subsequent_indent=indent, break_on_hyphens=False)
    return f"{lines}\n"


def _first_sentence(measure: Measure) -> str:
    return measure.definition.partition(". ")[0].removesuffix(".")
