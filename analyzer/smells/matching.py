"""Which smells of a tree are those of an earlier one (METRICS.md, 5): what moved is never new.

Pure: findings in, pairs out; the order of the findings decides nothing. In passes, each over what those
before it left over, everything within one rule:

1. the same identity: path, symbol, and for rules about lines the offending line;
2. the same where the file was renamed;
3. equal code anywhere;
4. the same path and symbol where the rule names the same thing, as a parameter, however its line reads now;
5. the same qualified symbol, its code similar by 0.3 and more;
6. any symbol, its code similar by 0.6 and more.

Similarity is 1 - d / (m + n) over sequences of m and n lines, or words where both are short, d being the
insertions and deletions between them (Indel, as RapidFuzz counts them). The code of a rule about lines is the
offending one and what stands around it; in passes 5 and 6 the line itself must read alike, too, or an unused
import would be taken for the next one.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from analyzer.smells.bodies import Body, Found

SAME_SYMBOL = 0.3
ANY_SYMBOL = 0.6
_ALIKE = 0.6  # of the words of two offending lines
_ALIKE_SAYING_OTHER = 0.8  # where the rule says something else of each
_NAMING = "`"  # stands around the name of what a message is about

# So that thousands of findings cost no millions of comparisons: what stands in more places than this tells
# little of where something went, and only the likeliest places are compared.
_MOST_PLACES = 32
_MOST_COMPARED = 16

_WORDS = re.compile(r"\w+|[^\w\s]")


class Pair(NamedTuple):
    """A smell as it was and as it is: places in the two sequences."""

    before: int
    after: int


def match(before: Sequence[Found], after: Sequence[Found], renamed: Mapping[bytes, bytes]) -> list[Pair]:
    """The pairs, by their place after. Each finding is in one at most.

    renamed: by path before the path after, of the files that were renamed.
    """
    return _Matching(before, after, renamed).pairs()


class _Matching:
    def __init__(
        self, before: Sequence[Found], after: Sequence[Found], renamed: Mapping[bytes, bytes]
    ) -> None:
        self._before, self._after = before, after
        self._renamed = renamed
        # By identity, so that nothing depends on the order in which findings come.
        self._old = sorted(range(len(before)), key=lambda place: before[place].smell.identity)
        self._new = sorted(range(len(after)), key=lambda place: after[place].smell.identity)
        self._pairs: list[Pair] = []

    def pairs(self) -> list[Pair]:
        self._alike(_identity, _identity)
        if self._renamed:
            self._alike(lambda found: _identity(found, self._renamed), _identity)
        self._alike(_content, _content, _kind)
        self._alike(lambda found: _named(found, self._renamed), _named)
        self._similar(SAME_SYMBOL, same_symbol=True)
        self._similar(ANY_SYMBOL, same_symbol=False)
        return sorted(self._pairs, key=lambda pair: pair.after)

    def _alike(self, old_key: "_Key", new_key: "_Key", part: "_Key | None" = None) -> None:
        """Pair what has an equal key; where several do, those whose code is most similar.

        part: of both keys, and cheaper to tell.
        """
        olds, news = self._meeting(part) if part else (self._old, self._new)
        groups: dict[Hashable, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for place in olds:
            if (key := old_key(self._before[place])) is not None:
                groups[key][0].append(place)
        for place in news:
            if (key := new_key(self._after[place])) is not None:
                groups[key][1].append(place)
        pairs: list[Pair] = []
        for old, new in groups.values():
            if len(old) == len(new) == 1:
                pairs.append(Pair(old[0], new[0]))
            elif old and new:
                pairs += self._most_similar(old, new)
        self._take(pairs)

    def _meeting(self, key: "_Key") -> tuple[list[int], list[int]]:
        """What is left on either side and has a key of the other: all whose code need be looked at."""
        old = [(place, key(self._before[place])) for place in self._old]
        new = [(place, key(self._after[place])) for place in self._new]
        shared = {told for _, told in old} & {told for _, told in new}
        return [place for place, told in old if told in shared], [
            place for place, told in new if told in shared
        ]

    def _most_similar(self, old: Sequence[int], new: Sequence[int]) -> list[Pair]:
        """Pairs of what is equal, then of what is similar, then of what is left, in order."""
        pairs = self._equal(old, new, _saying)
        pairs += self._equal(*_rest(pairs, old, new), _content)
        old, new = _rest(pairs, old, new)
        scored = [
            (similarity(self._before[one].body, self._after[other].body), one, other)
            for one in old[:_MOST_COMPARED]
            for other in new[:_MOST_COMPARED]
        ]
        pairs += _best(scored)
        old, new = _rest(pairs, old, new)
        return pairs + [Pair(one, other) for one, other in zip(old, new, strict=False)]

    def _equal(self, old: Iterable[int], new: Iterable[int], key: "_Key") -> list[Pair]:
        """The first with the first of an equal key, the second with the second."""
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for place in old:
            waiting[key(self._before[place])].append(place)
        return [
            Pair(places.popleft(), place) for place in new if (places := waiting.get(key(self._after[place])))
        ]

    def _similar(self, least: float, *, same_symbol: bool) -> None:
        """Pair what is similar, the most similar first."""
        olds, news = self._meeting(_placed if same_symbol else _rule)
        rarely: dict[Hashable, list[int]] = defaultdict(list)
        for place in olds:
            for trace in _traces(self._before[place], same_symbol=same_symbol):
                rarely[trace].append(place)
        scored = []
        for place in news:
            found = self._after[place]
            shared: Counter[int] = Counter()
            for trace in _traces(found, same_symbol=same_symbol):
                if trace in rarely and len(rarely[trace]) <= _MOST_PLACES:
                    shared.update(rarely[trace])
            likely = sorted(shared, key=lambda one: (-shared[one], self._before[one].smell.identity))
            for one in likely[:_MOST_COMPARED]:
                other = self._before[one]
                score = similarity(other.body, found.body)
                if score >= least and _reads_alike(other, found):
                    scored.append((score, one, place))
        self._take(_best(scored))

    def _take(self, pairs: Iterable[Pair]) -> None:
        pairs = list(pairs)
        self._pairs += pairs
        self._old, self._new = _rest(pairs, self._old, self._new)


_Key = Callable[[Found], Hashable]


def similarity(one: Body, other: Body) -> float:
    """From 0 to 1; 1 of equal sequences, also of empty ones."""
    if one.words and other.words:
        return Indel.normalized_similarity(one.words, other.words)
    return Indel.normalized_similarity(one.lines, other.lines)


def _identity(found: Found, renamed: Mapping[bytes, bytes] | None = None) -> Hashable:
    """But for the ordinal, which changes when another of the same name comes before."""
    smell = found.smell
    path = smell.path if renamed is None else renamed.get(smell.path)
    return None if path is None else (smell.rule, path, smell.symbol, smell.subject)


def _rule(found: Found) -> Hashable:
    return found.smell.rule


def _placed(found: Found) -> Hashable:
    return found.smell.rule, found.smell.symbol


def _kind(found: Found) -> Hashable:
    return found.smell.rule, found.smell.subject


def _content(found: Found) -> Hashable:
    return (found.smell.rule, found.smell.subject, found.body) if found.body.lines else None


def _named(found: Found, renamed: Mapping[bytes, bytes] | None = None) -> Hashable:
    """What a rule about lines names, and in which function: a formatter leaves it and not its line."""
    smell = found.smell
    if not smell.subject or _NAMING not in smell.message:
        return None
    return smell.rule, (renamed or {}).get(smell.path, smell.path), smell.symbol, smell.message


def _saying(found: Found) -> Hashable:
    """Of two names that one line imports in vain the message tells which is which."""
    return found.body, found.smell.message


def _traces(found: Found, *, same_symbol: bool) -> Iterator[Hashable]:
    """What a finding shares with those it may be compared with."""
    smell = found.smell
    if same_symbol:
        if smell.symbol:
            yield from ((smell.rule, smell.symbol, line) for line in set(found.body.lines + found.body.words))
        return
    yield from ((smell.rule, line) for line in set(found.body.lines + found.body.words))


def _reads_alike(one: Found, other: Found) -> bool:
    """Whether two offending lines do; always where the rule is not about lines.

    A line that a formatter split or joined does, too: one says all that the other says, or the rule names the
    same thing in both.
    """
    if one.smell.subject == other.smell.subject:
        return True
    same_message = one.smell.message == other.smell.message
    if same_message and _NAMING in one.smell.message:
        return True
    words = [_WORDS.findall(found.smell.subject) for found in (one, other)]
    if same_message and _says_all(*map(Counter, words)):
        return True
    return Indel.normalized_similarity(*words) >= (_ALIKE if same_message else _ALIKE_SAYING_OTHER)


def _says_all(one: Counter[str], other: Counter[str]) -> bool:
    """Whether the names and values of one line all stand in the other."""
    names = [Counter({word: n for word, n in words.items() if word.isidentifier()}) for words in (one, other)]
    return bool(names[0] and names[1]) and (names[0] <= names[1] or names[1] <= names[0])


def _best(scored: list[tuple[float, int, int]]) -> list[Pair]:
    """Pairs by falling score, each place in one at most. scored: in the order that breaks ties."""
    scored.sort(key=lambda candidate: -candidate[0])
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, one, other in scored:
        if one not in used[0] and other not in used[1]:
            used[0].add(one)
            used[1].add(other)
            pairs.append(Pair(one, other))
    return pairs


def _rest(pairs: Sequence[Pair], old: Sequence[int], new: Sequence[int]) -> tuple[list[int], list[int]]:
    before, after = {pair.before for pair in pairs}, {pair.after for pair in pairs}
    return [place for place in old if place not in before], [place for place in new if place not in after]
