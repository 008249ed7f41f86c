"""What an ordinary commit does: tend what is due, edit, move, add."""

from .change import Change
from .dice import SECONDS_A_DAY
from .editing import move, reap, replace, update
from .plan import FIRST_DAY, PACKAGE, epoch, move_share
from .project import File
from .vocabulary import GUIDES, MODULES
from .writing import add_function, add_prose, add_test, extend, new_file

FEWEST_TENDED = 4
FILES_SEARCHED = 4
TURNS = (*["function"] * 3, *["extend"] * 3, "test", "prose")
FIRST_MODULES = 6
DAYS_A_MODULE = 32
MODULES_A_GUIDE = 4


def tend(change: Change, files: list[File]) -> None:
    """End what is due, in the files that have waited longest: a few of them, a third where many wait."""
    overdue = [file for file in files if file.next_due <= change.time]
    some = max(FEWEST_TENDED, len(overdue) // 3)
    for file in sorted(overdue, key=lambda file: (file.next_due, file.path))[:some]:
        reap(change, file)


def edit(change: Change, files: list[File]) -> None:
    dice = change.dice
    if dice.chance(0.5):
        for _ in range(dice.between(1, 4)):
            update(change, dice.pick(files))
    if dice.chance(0.15):
        replace(change, list(dict.fromkeys(dice.pick(files) for _ in range(FILES_SEARCHED))))


def move_functions(change: Change, files: list[File]) -> None:
    sources = [file for file in files if file.kind == "source"]
    if sources and change.dice.chance(move_share(change.month)):
        source, target = change.dice.pick(sources), change.dice.pick(sources)
        for _ in range(change.dice.between(1, 3)):
            move(change, source, target)


def add(change: Change, files: list[File], sources: list[File]) -> None:
    """A function or two, a test, some statements or some prose; the AI tools write more at a time."""
    dice = change.dice
    kinds = {kind: [file for file in files if file.kind == kind] for kind in ("source", "test", "guide")}
    for _ in range(2 if change.by_ai else 1):
        turn = dice.pick(TURNS)
        if turn == "prose" and kinds["guide"]:
            add_prose(change, dice.pick(kinds["guide"]))
        elif turn == "test" and kinds["test"]:
            add_test(change, dice.pick(kinds["test"]))
        elif turn == "extend" and kinds["source"]:
            extend(change, dice.pick(kinds["source"]))
        elif kinds["source"]:
            add_function(change, dice.pick(kinds["source"]), sources)


def grow(change: Change, so_far: int) -> list[File]:
    """The module that is due by the calendar, if `so_far` modules are there, with its tests and its guide."""
    days = (change.time - epoch(FIRST_DAY)) // SECONDS_A_DAY
    if so_far >= min(FIRST_MODULES + days // DAYS_A_MODULE, len(MODULES)):
        return []
    name = MODULES[so_far]
    files = [new_file(change, f"src/{PACKAGE}/{name}.py")]
    files.append(new_file(change, f"tests/test_{name.replace('/', '_')}.py"))
    if so_far % MODULES_A_GUIDE == 0 and so_far // MODULES_A_GUIDE < len(GUIDES):
        files.append(new_file(change, f"docs/{GUIDES[so_far // MODULES_A_GUIDE]}.md"))
    return files
