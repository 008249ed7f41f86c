"""One planted commit: which plants, in which mixture."""

from collections.abc import Callable

from bench.planted.copies import (
    copied_between,
    copied_edited,
    copied_function,
    copied_indented,
    copied_within,
    written_twice,
)
from bench.planted.edits import (
    block_deleted,
    block_rewritten,
    file_added,
    line_updated,
    lines_added,
    lines_updated,
    name_replaced,
    reindented,
    updated,
    updated_beside_new,
)
from bench.planted.ground import Edit, Ground, Plant
from bench.planted.lines import fresh
from bench.planted.moves import (
    moved_between,
    moved_edited,
    moved_indented,
    moved_out,
    moved_to_new_file,
    moved_within,
)
from bench.planted.places import new_path, slot

_TRIES = 30
_MOST = 5  # plants of a commit
_RENAMES = 0.1  # of the commits rename a file
# Roughly as many lines of each operation as it takes to tell 0.95 from less.
_WEIGHTS: dict[Callable[[Ground], Plant | None], int] = {
    lines_added: 2,
    file_added: 1,
    block_deleted: 3,
    block_rewritten: 4,
    moved_within: 2,
    moved_between: 2,
    moved_indented: 2,
    moved_to_new_file: 1,
    moved_out: 2,
    moved_edited: 1,
    copied_within: 2,
    copied_between: 2,
    copied_indented: 1,
    copied_function: 2,
    copied_edited: 1,
    written_twice: 1,
    reindented: 6,
    line_updated: 5,
    lines_updated: 4,
    updated_beside_new: 3,
    name_replaced: 4,
}


def commit(ground: Ground) -> None:
    """Plant one: up to five plants, and perhaps a renamed file. What finds no place in thirty draws is left
    out.
    """
    ground.open()
    if ground.dice.random() < _RENAMES:
        _rename(ground)
    drawn = ground.dice.choices(
        list(_WEIGHTS), weights=list(_WEIGHTS.values()), k=ground.dice.randint(1, _MOST)
    )
    for planter in drawn:
        for _ in range(_TRIES):
            plant = planter(ground)
            if plant and ground.apply(plant):
                break
    ground.close()


def _rename(ground: Ground) -> None:
    """A file of 30 lines or more gets another name, in its folder or a new one there, and up to three small
    edits.
    """
    old, _ = slot(ground)
    if len(ground.files[old]) < 30:
        return
    new = new_path(ground, old)
    ground.rename(old, new)
    for _ in range(ground.dice.randint(1, 3)):
        plant = ground.dice.choice((_updated, _inserted))(ground, new)
        if plant:
            ground.apply(plant)


def _updated(ground: Ground, path: str) -> Plant | None:
    return updated(ground, "updated in a renamed file", 1, path=path)


def _inserted(ground: Ground, path: str) -> Plant | None:
    at = ground.dice.randint(0, len(ground.files[path]))
    return Plant("added in a renamed file", (Edit(path, at, at, tuple(fresh(ground, path, 1))),))
