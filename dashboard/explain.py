"""`linespan explain`: what a measure means, told by the view that computes it, and what a rule finds."""

from collections.abc import Mapping
from difflib import get_close_matches
from textwrap import fill

from analyzer.errors import LinespanError
from analyzer.smells.rules import BELOW, FROM, RULES, Rule
from metrics.views import measures

WIDTH = 80  # columns
_LABELS = ("definition", "formula", "unit", "better", "source", "grain")


def overview() -> str:
    """The measures, then the rules, each with its name and the first sentence of what it is."""
    named = {measure.name: measure.definition for measure in measures()}
    rules = {rule.id: rule.description for rule in RULES.values()}
    return f"Measures\n\n{_listed(named)}\nRules\n\n{_listed(rules)}"


def explanation(name: str) -> str:
    """Definition, formula, unit, direction, source, grain and SQL of one measure; or all that is known of a
    rule.

    Raises LinespanError, with the nearest name as hint, when there is neither.
    """
    by_name = {measure.name: measure for measure in measures()}
    # People write names with dashes on a command line.
    wanted = name.strip().lower().replace("-", "_")
    if measure := by_name.get(wanted):
        fields = "".join(_field(f"{label + ':':11}", getattr(measure, label)) for label in _LABELS)
        return f"{measure.name}\n\n{fields}\n{measure.sql}\n"
    if rule := RULES.get(wanted.replace("_", "-")):
        return _rule(rule)
    near = get_close_matches(name.strip().lower(), [*by_name, *RULES], n=1, cutoff=0.0)
    raise LinespanError(
        f"no measure and no rule is called {name!r}", f"did you mean {near[0]}? `linespan explain` lists all"
    )


def _rule(rule: Rule) -> str:
    told = {
        "what it is": rule.description,
        "what to do": rule.advice,
        "limit": _limit(rule),
        "severity": rule.severity,
        "looks at": " and ".join(sorted(rule.roles)),
        "source": rule.source,
    }
    fields = "".join(_field(f"{label + ':':11}", text) for label, text in told.items() if text)
    return f"{rule.id}: {rule.title}\n\n{fields}link:        {rule.link}\n"


def _limit(rule: Rule) -> str:
    if rule.limit is None:
        return ""
    bound = {BELOW: "less than ", FROM: ""}.get(rule.bound, "more than ")
    return f"{bound}{rule.limit:g}{' or more' * (rule.bound == FROM)} ({rule.measure.replace('_', ' ')})"


def _listed(named: Mapping[str, str]) -> str:
    width = max(map(len, named))
    return "".join(_field(f"{name:{width}}", _first_sentence(text)) for name, text in named.items())


def _field(label: str, text: str) -> str:
    """The text beside its label, its further lines below the first."""
    indent = " " * (len(label) + 2)
    lines = fill(text, WIDTH, initial_indent=f"{label}  ", subsequent_indent=indent, break_on_hyphens=False)
    return f"{lines}\n"


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].removesuffix(".")
