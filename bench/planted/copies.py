"""Copies, of blocks of Python with 5 to 40 lines that its tokenizer calls code, and no imports.

In every run of 5 code lines one stands nowhere else in the tree, so that only one place can be the
source. A docstring, or a string over several lines, ends a run of code by the letter of the definition,
and to most readers it does not: what it keeps apart from a run of 5, and itself, is planted but not
judged.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bench.planted.ground import Edit, Ground, Line, Plant
from bench.planted.lines import born, fresh, reworded, shifted
from bench.planted.places import Block, code_block, function, slot, target
from bench.planted.wording import Reading, form

_RUN = 5
_MOST = 40
_PYTHON = (".py",)

_Pairs = Sequence[tuple[Line, Line]]  # a copy, and what it repeats


def copied_within(ground: Ground) -> Plant | None:
    return _copied(ground, "copied within a file", _drawn(ground), within=True)


def copied_between(ground: Ground) -> Plant | None:
    return _copied(ground, "copied to another file", _drawn(ground))


def copied_indented(ground: Ground) -> Plant | None:
    return _copied(ground, "copied and re-indented", _drawn(ground), ground.dice.choice((-1, 1)))


def copied_function(ground: Ground) -> Plant | None:
    return _copied(ground, "function copied", function(ground), within=ground.dice.random() < 0.5)


def copied_edited(ground: Ground) -> Plant | None:
    """One line in the middle differs: it is added, and the runs on its sides are copies."""
    source, name = _drawn(ground), "copied, one line edited"
    place = target(ground, source, within=False, suffixes=_PYTHON) if source else None
    if not source or not place:
        return None
    middle = len(source.lines) // 2
    text = reworded(ground, source.lines[middle].text, 1)
    copies = [born(ground, line.text, "copied", line) for line in source.lines]
    pairs = list(zip(copies, source.lines, strict=True))
    if not text or not all(_judged(ground, side) for side in (pairs[:middle], pairs[middle + 1 :])):
        return None
    copies[middle] = born(ground, text, "added")
    return Plant(name, (Edit(*place, place[1], tuple(copies)),))


def written_twice(ground: Ground) -> Plant | None:
    """Fresh lines in two places of one commit: the first place by path and line is the original."""
    first, second = sorted((slot(ground, _PYTHON) for _ in range(2)), key=lambda at: (at[0].encode(), at[1]))
    if first[0] == second[0] and second[1] - first[1] < 2:
        return None
    originals = fresh(ground, first[0], ground.dice.randint(_RUN, _MOST // 2))
    copies = [born(ground, line.text, "copied", line) for line in originals]
    edits = Edit(*first, first[1], tuple(originals)), Edit(*second, second[1], tuple(copies))
    return Plant("written twice", edits)


def _drawn(ground: Ground) -> Block | None:
    return code_block(ground, _RUN, 3 * _MOST // 2)


def _copied(
    ground: Ground, name: str, source: Block | None, steps: int = 0, *, within: bool = False
) -> Plant | None:
    place = target(ground, source, within=within, suffixes=_PYTHON) if source else None
    if not source or not place:
        return None
    texts = shifted(source.lines, steps)
    copies = [born(ground, text, "copied", line) for text, line in zip(texts, source.lines, strict=True)]
    if not _judged(ground, list(zip(copies, source.lines, strict=True))):
        return None
    return Plant(name, (Edit(*place, place[1], tuple(copies)),))


def _judged(ground: Ground, pairs: _Pairs) -> bool:
    """Leave out of judgement what is in no run of code long enough; whether the rest can be judged."""
    sure = 0
    for copy, source in pairs:
        copy.judged = source.reading is not Reading.STRING
    for run in _runs(pairs):
        code = [number for number, (_, source) in enumerate(run) if source.reading is Reading.CODE]
        long = len(code) >= _RUN
        for number, (copy, _) in enumerate(run):
            copy.judged = long and code[0] <= number <= code[-1]
        forms = [form(run[number][1].text) for number in code]
        windows = [forms[at : at + _RUN] for at in range(len(forms) - _RUN + 1)]
        if not all(any(ground.forms[one] == 1 for one in window) for window in windows):
            return False
        sure += len(code) * long
    return _RUN <= sure <= _MOST


def _runs(pairs: _Pairs) -> Iterator[_Pairs]:
    """Parts between strings."""
    strings = [number for number, (_, source) in enumerate(pairs) if source.reading is Reading.STRING]
    for before, after in pairwise([-1, *strings, len(pairs)]):
        if after - before > 1:
            yield pairs[before + 1 : after]
