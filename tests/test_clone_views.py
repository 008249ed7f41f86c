"""The measures of clones on a few rows each, the edges of their definitions worked out by hand."""

DENSITY = "SELECT slice, value, code_lines, duplicated, ratio FROM duplicated_lines ORDER BY slice, value"


def file(history, path, *runs, role="source"):
    """A file of the head: its runs of lines as (lines, class), from line 1 on."""
    number = history.path(path, role)
    line = 1
    for lines, line_class in runs:
        history.con.execute(
            "INSERT INTO live_runs (path_id, line, lines, line_class, birth_seq, birth_path_id, birth_line, "
            "touch_seq, touch_operation) VALUES ($1, $2, $3, $4, 0, $1, $2, 0, 'added')",
            [number, line, lines, line_class],
        )
        line += lines


def place(history, group, path, line, lines, code_lines):
    history.con.execute(
        "INSERT INTO duplicates VALUES ($1, $2, $3, $4, $5)",
        [group, history.path(path), line, lines, code_lines],
    )


def test_the_density_counts_code_lines_inside_places(history):
    file(history, "a.py", (4, "code"), (2, "comment"), (6, "code"))
    file(history, "src/b.py", (5, "code"))
    file(history, "src/c.py", (9, "comment"))
    place(history, 1, "a.py", 3, 7, 5)
    place(history, 1, "src/b.py", 1, 5, 5)
    assert history.rows(DENSITY) == [
        ("all", "all", 15, 10, 10 / 15),
        ("folder", ".", 10, 5, 0.5),
        ("folder", "src", 5, 5, 1.0),
        ("language", "python", 15, 10, 10 / 15),
        ("role", "source", 15, 10, 10 / 15),
    ]


def test_a_line_in_several_groups_counts_once(history):
    file(history, "a.py", (40, "code"))
    for group, (line, lines) in enumerate([(1, 20), (6, 5), (6, 5), (18, 6), (24, 5), (23, 8), (35, 5)], 1):
        place(history, group, "a.py", line, lines, lines)
    assert history.rows("SELECT duplicated FROM duplicated_lines WHERE slice = 'all'") == [(30 + 5,)]


def test_only_source_and_tests_count_but_what_they_share_with_others_does(history):
    file(history, "a.py", (10, "code"), role="source")
    file(history, "tests/a.py", (20, "code"), role="test")
    file(history, "vendor/a.py", (30, "code"), role="vendored")
    place(history, 1, "a.py", 1, 6, 6)
    place(history, 1, "vendor/a.py", 1, 6, 6)
    place(history, 2, "vendor/a.py", 11, 5, 5)
    place(history, 2, "vendor/a.py", 21, 5, 5)
    assert history.rows(DENSITY) == [
        ("all", "all", 30, 6, 0.2),
        ("folder", ".", 10, 6, 0.6),
        ("folder", "tests", 20, 0, 0.0),
        ("language", "python", 30, 6, 0.2),
        ("role", "source", 10, 6, 0.6),
        ("role", "test", 20, 0, 0.0),
    ]
    assert history.rows("SELECT group_id, places FROM clone_groups") == [(1, 2)]


def test_a_clone_group_names_its_places(history):
    place(history, 1, "b.py", 1, 6, 5)
    place(history, 1, "a.py", 21, 5, 5)
    place(history, 1, "a.py", 1, 8, 5)
    assert history.rows("FROM clone_groups") == [
        (
            1,
            5,
            3,
            2,
            10,
            [
                {"path": "a.py", "first_line": 1, "last_line": 8},
                {"path": "a.py", "first_line": 21, "last_line": 25},
                {"path": "b.py", "first_line": 1, "last_line": 6},
            ],
        )
    ]
