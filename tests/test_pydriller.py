"""PyDriller as a second oracle of line counts: it parses git's patches itself."""

import duckdb
import pytest
from stories import build, story

from analyzer.mine import MiningOptions, mine
from bench.pydriller_counts import BINARY, TYPE, UNEXPLAINED, UNREAD, compare_pydriller

# What PyDriller can not tell, by story; everywhere else there must be no difference at all.
REASONS = {"binary": [BINARY], "type_change": [TYPE]}
STORIES = (
    *("binary", "crlf", "linear_edits", "merge_resolution", "no_newline_at_end", "odd_encodings"),
    *("odd_paths", "rename", "rename_swap", "revert", "several_roots", "submodule", "type_change"),
)


@pytest.mark.parametrize("name", STORIES)
def test_line_counts_agree(name, tmp_path):
    repository = build(story(name), tmp_path)
    mine(repository, tmp_path / "history.duckdb", MiningOptions())
    agreement = compare_pydriller(repository, tmp_path / "history.duckdb")
    assert list(agreement.differing) == REASONS.get(name, [])
    assert agreement.agreeing > 0


def test_the_oracle_notices_what_is_wrong(tmp_path):
    repository = build(story("linear_edits"), tmp_path)
    database = tmp_path / "history.duckdb"
    mine(repository, database, MiningOptions())
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE file_changes SET added = added + 1 WHERE seq = 0")
        connection.execute("INSERT INTO files VALUES (99, 'never', NULL, 'data', 'language unknown')")
        connection.execute("INSERT INTO file_changes VALUES (1, 99, NULL, 'A', 1, 0, 0)")
    differing = compare_pydriller(repository, database).differing
    assert {reason: len(found) for reason, found in differing.items()} == {UNEXPLAINED: 1, UNREAD: 1}
