"""Three years of work, slot by slot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import BinaryIO

from .change import Change
from .dice import SECONDS_A_DAY, Dice
from .editing import rework
from .milestones import MILESTONES, release, start
from .people import PEOPLE, Person
from .plan import FIRST_DAY, LAST_DAY, ai_share, epoch, month_number
from .project import Block, File
from .repository import Branch, Repository
from .reveal import reveal
from .subjects import squash_body, subject, topic
from .truth import Truth
from .work import add, edit, grow, move_functions, tend
from .writing import restore

LAST_FORK = epoch(date(2025, 12, 1))
MOST_BRANCHES = 2
COMMITS_A_DAY = (0, 1, 1, 1, 2, 2, 2, 3)
OPENING, CLOSING = 8 * 3600, 16 * 3600  # UTC; nobody lives further away than two hours
LAST_RELEASE = "1.3.0"


@dataclass(frozen=True, slots=True)
class Regret:
    """A commit to be reverted, with what its files held before; nobody else touches them until then."""

    number: int
    subject: str
    due: int
    before: dict[File, list[Block]]


def write_stream(out: BinaryIO) -> Truth:
    """Write the history as a fast-import stream, the same bytes each time."""
    history = History(Repository(out))
    history.run()
    return reveal(history.repository)


class History:
    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.dice = repository.dice
        self.milestones = list(MILESTONES)
        self.regret: Regret | None = None

    def run(self) -> None:
        slots = _slots(self.dice)
        start(self.repository, next(slots))
        for time in slots:
            self._next(time)
        closing = epoch(LAST_DAY) + CLOSING
        for minutes, branch in enumerate(list(self.repository.branches)):
            self.repository.merge(branch, closing + 60 * minutes)
        release(LAST_RELEASE)(self.repository, closing + 1800)
        self.repository.close()

    def _next(self, time: int) -> None:
        """One commit: what has a date first, then what is ready, then whatever comes."""
        branches = self.repository.branches
        ready = next((branch for branch in branches if not branch.commits_left), None)
        if self.milestones and epoch(self.milestones[0][0]) <= time:
            self.milestones.pop(0)[1](self.repository, time)
        elif self.regret and self.regret.due <= time:
            self._revert(self.regret, time)
        elif ready:
            self.repository.merge(ready, time)
        elif branches and self.dice.chance(0.55):
            self._on_branch(self.dice.pick(branches), time)
        elif len(branches) < MOST_BRANCHES and time < LAST_FORK and self.dice.chance(0.2):
            self._on_branch(self._fork(time), time)
        elif self.regret is None and time < LAST_FORK and self.dice.chance(0.015):
            self._regrettable(time)
        else:
            self._on_main(time)

    def _on_main(self, time: int) -> None:
        repository, dice = self.repository, self.dice
        change = repository.begin(time, by_ai=self._by_ai(time))
        squashed = dice.chance(0.25)
        tend(change, repository.free())
        edit(change, repository.free())
        move_functions(change, repository.free())
        for _ in range(2 if squashed else 1):
            add(change, repository.free(), repository.seen_from(None))
        self._grow(change, None)
        message = subject(dice)
        if squashed:
            message = f"{message} (#{repository.next_pull_request()})\n\n{squash_body(dice)}"
        repository.commit(change, self._author(time), message, kind="squash" if squashed else "direct")

    def _fork(self, time: int) -> Branch:
        """A branch on three or four files of its own."""
        repository, dice = self.repository, self.dice
        free = [file for file in repository.free() if file.kind in {"source", "test"}]
        files = list(dict.fromkeys(dice.pick(free) for _ in range(4)))
        by_ai = self._by_ai(time)
        branch = Branch(topic(dice), self._author(time), by_ai, repository.main, files, dice.between(2, 6))
        for file in files:
            file.owner = branch
        repository.branches.append(branch)
        return branch

    def _on_branch(self, branch: Branch, time: int) -> None:
        change = self.repository.begin(time, by_ai=branch.by_ai)
        tend(change, branch.files)
        if branch.numbers:
            for file in branch.files:
                rework(change, file, branch.numbers[0])
        edit(change, branch.files)
        move_functions(change, branch.files)
        add(change, branch.files, self.repository.seen_from(branch))
        self._grow(change, branch)
        branch.commits_left -= 1
        self.repository.commit(change, branch.author, subject(self.dice), kind="branch", branch=branch)

    def _regrettable(self, time: int) -> None:
        """A commit that will be taken back within the week."""
        repository, dice = self.repository, self.dice
        change = repository.begin(time, by_ai=self._by_ai(time))
        files = list(dict.fromkeys(dice.pick(repository.free()) for _ in range(4)))
        before = {file: [Block(block.kind, list(block.lines)) for block in file.blocks] for file in files}
        tend(change, files)
        edit(change, files)
        add(change, files, repository.seen_from(None))
        message = subject(dice)
        repository.commit(change, self._author(time), message)
        due = time + dice.between(1, 4) * SECONDS_A_DAY
        self.regret = Regret(change.number, message, due, before)
        for file in files:
            file.owner = self.regret

    def _revert(self, regret: Regret, time: int) -> None:
        change = self.repository.begin(time)
        for file, blocks in regret.before.items():
            restore(change, file, blocks)
            file.owner = None
        sha = self.repository.commits[regret.number].tip.sha
        message = f'Revert "{regret.subject}"\n\nThis reverts commit {sha}.'
        self.repository.commit(change, self._author(time), message, kind="revert")
        self.regret = None

    def _grow(self, change: Change, branch: Branch | None) -> None:
        files = grow(change, self.repository.modules)
        if files:
            self.repository.modules += 1
            self.repository.files += files
        if branch:
            branch.files += files
            for file in files:
                file.owner = branch

    def _by_ai(self, time: int) -> bool:
        return self.dice.chance(ai_share(month_number(time)))

    def _author(self, time: int) -> Person:
        """The team grows from three to seven, one every eight months."""
        return self.dice.pick(PEOPLE[: 3 + month_number(time) // 8])


def _slots(dice: Dice) -> Iterator[int]:
    """The times of the commits: working days and hours, each later than the one before."""
    day = FIRST_DAY
    while day <= LAST_DAY:
        if day.weekday() < 5 and (day.month, day.day) not in {(12, 25), (12, 26), (1, 1)}:
            yield from sorted(
                {epoch(day) + dice.between(OPENING, CLOSING - 1) for _ in range(dice.pick(COMMITS_A_DAY))}
            )
        day += timedelta(days=1)
