"""The three smells an AI tool leaves behind, each in a block that nothing changes afterwards."""

from .change import Change, Planted
from .pen import Draft
from .project import Block, File

ASSERTION_FREE = """\
def test_settle_ledger_survives_midnight():
    night_ledger = {"parcels": 12, "closed_at": "23:59"}
    night_ledger["parcels"] += len(night_ledger["closed_at"])
    print("settled the night ledger", night_ledger)
"""

MOSTLY_MOCKS = """\
def test_dispatch_calls_every_scale():
    mocked_scale = Mock(name="scale")
    mocked_scale.weigh.return_value = 1250
    mocked_hub = Mock(name="hub")
    mocked_hub.accept.return_value = mocked_scale
    mocked_clock = MagicMock(name="clock")
    mocked_clock.now.side_effect = [0, 60, 120]
    mocked_hub.accept(mocked_clock.now()).weigh()
    assert mocked_scale.weigh.called
"""


def plant_assertion_free_test(change: Change, file: File) -> None:
    _plant_test(change, file, ASSERTION_FREE, "test without an assertion")


def plant_mostly_mocks_test(change: Change, file: File) -> None:
    _plant(change, file.blocks[0], file, "from unittest.mock import MagicMock, Mock", "import")
    _plant_test(change, file, MOSTLY_MOCKS, "test that mostly mocks")


def plant_invented_import(change: Change, file: File) -> None:
    """No package of this name exists, and pyproject.toml does not ask for it."""
    _plant(change, file.blocks[0], file, "import fastjsonx", "import")
    _note(change, file, "fastjsonx", "phantom dependency")


def _plant_test(change: Change, file: File, source: str, rule: str) -> None:
    block = Block("kept")
    for text in source.splitlines():
        _plant(change, block, file, text, "statement")
    file.blocks.append(block)
    _note(change, file, source[len("def ") : source.index("(")], rule)


def _plant(change: Change, block: Block, file: File, text: str, role: str) -> None:
    block.lines.append(change.born(file, Draft(text, role), mortal=False))


def _note(change: Change, file: File, symbol: str, rule: str) -> None:
    change.notes.smells.append(Planted(change.number, file.path, symbol, change.by_ai, rule=rule))
