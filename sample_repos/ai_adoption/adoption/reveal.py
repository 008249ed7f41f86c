"""From the notes taken while writing to the truth."""

from .change import Planted
from .project import Stretch
from .repository import Repository
from .truth import Commit, Function, Life, Line, Operation, Smell, Truth


def reveal(repository: Repository) -> Truth:
    shas = [written.tip.sha for written in repository.commits]
    notes = repository.notes

    def sha(number: int | None) -> str | None:
        return None if number is None else shas[number]

    def fate(born: int, died: int | None) -> str:
        """A line that a branch writes and removes before it is merged stands in no tree of main."""
        if died is None:
            return "alive"
        birth, death = repository.commits[born], repository.commits[died]
        return "unlanded" if birth.kind == "branch" and birth.landed == death.landed else "dead"

    def commit(number: int) -> Commit:
        written = repository.commits[number]
        parents = tuple(parent.sha for parent in written.parents)
        landing = repository.commits[written.landed]
        return Commit(
            shas[number],
            parents,
            written.kind,
            written.author.name,
            written.time,
            landing.tip.sha,
            landing.time,
            written.agent,
        )

    def life(stretch: Stretch) -> Life:
        return Life(
            stretch.identity,
            shas[stretch.born],
            stretch.path,
            stretch.number,
            stretch.operation,
            sha(stretch.died),
            stretch.death_operation,
            fate(stretch.born, stretch.died),
        )

    def line(identity: int, stretches: list[Stretch]) -> Line:
        origin, first, last = notes.origins[identity], stretches[0], stretches[-1]
        return Line(
            identity,
            "ai" if origin.by_ai else "human",
            origin.line_class,
            first.operation,
            shas[first.born],
            sha(last.died),
            last.death_operation,
            fate(first.born, last.died),
            origin.mortal,
        )

    def function(planted: Planted) -> Function:
        by = "ai" if planted.by_ai else "human"
        return Function(shas[planted.number], planted.path, planted.symbol, by, planted.complexity)

    by_identity: list[list[Stretch]] = [[] for _ in notes.origins]
    for stretch in notes.stretches:
        by_identity[stretch.identity].append(stretch)
    return Truth(
        shas[-1],
        repository.commits[-1].time,
        tuple(commit(number) for number in range(len(shas))),
        tuple(life(stretch) for stretch in notes.stretches),
        tuple(line(identity, stretches) for identity, stretches in enumerate(by_identity)),
        tuple(
            Operation(shas[number], path, operation, line_class, lines)
            for number, counts in notes.operations.items()
            for (path, operation, line_class), lines in counts.items()
        ),
        tuple(function(planted) for planted in notes.functions),
        tuple(Smell(shas[p.number], p.path, p.symbol, p.rule) for p in notes.smells),
    )
