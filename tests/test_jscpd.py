"""Why a line is a clone for Linespan only or for jscpd only, on files small enough to say it by hand."""

import pytest
from command import git

from analyzer.mine import mine
from bench import jscpd
from bench.jscpd import Found, Place, checked_out, compare, our_groups

FIVE = "one(1)\ntwo(2)\nthree(3)\nfour(4)\nfive(5)\n"
FILES = {
    "a.py": FIVE + "import os\nsix(6)\n",
    "b.py": FIVE + "import os\nsix(6)\n",
    "broken.py": "one(1)\ntwo(2)\nthree(3)\nfour( 4 )\nfive(5)\nsix(6)\n",
    "twice.py": "eight(8)\neight(8)\neight(8)\n",
    "c.js": "eins(1)\nzwei(2)\ndrei(3)\n)\nvier(4)\nfuenf(5)\n",
    "d.js": "eins(1)\nzwei(2)\ndrei(3)\nvier(4)\nfuenf(5)\n",
    "e.css": "un(1)\ndeux(2)\ntrois(3)\nquatre(4)\ncinq(5)\n",
    "f.scss": "un(1)\ndeux(2)\ntrois(3)\nquatre(4)\ncinq(5)\n",
    "g.go": "uno(1)\ndue(2)\ntre(3)\nquattro(4)\ncinque(5)\n",
    "h.go": "uno(1)\ndue(2)\ntre(3)\nquattro(4)\ncinque(5)\n",
}


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """The files as the head of a repository, and what Linespan takes for its clone groups."""
    folder = tmp_path_factory.mktemp("jscpd")
    git("init", "--quiet", folder)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    git("-C", folder, "add", ".")
    git("-C", folder, "commit", "--quiet", "-m", "All")
    database = mine(folder, folder / "history.duckdb").database
    with checked_out(folder, database) as head:
        yield head, our_groups(database)


def found(head, *pairs, read=FILES):
    """What jscpd might find: pairs of (path, first line, last line)."""
    places = [[Place(path, line, last + 1) for path, line, last in pair] for pair in pairs]
    return Found(places, head.code(place for pair in places for place in pair), set(read))


def by_cause(only):
    """Under each cause the lines of each file."""
    lines = {}
    for cause, (path, line) in ((cause, line) for cause, found in only.items() for line in found):
        lines.setdefault(cause, {}).setdefault(path, []).append(line)
    return lines


def test_programs_that_find_the_same_agree(compared):
    head, groups = compared
    same = found(head, *[[(place.path, place.line, place.stop - 1) for place in group] for group in groups])
    agreement = compare(head, groups, same, same)
    assert (agreement.ours, agreement.theirs, agreement.both) == (44, 44, 44)
    assert agreement.our_places == agreement.their_places == {"whole": 8}
    assert by_cause(agreement.only_ours) == by_cause(agreement.only_theirs) == {}


def test_what_is_ours_only_has_a_cause(compared):
    head, groups = compared
    some = found(
        head, [("d.js", 1, 1), ("d.js", 2, 2)], [("g.go", 1, 2), ("h.go", 1, 2)], read=FILES.keys() - {"b.py"}
    )
    agreement = compare(head, groups, some, found(head, [("a.py", 1, 1), ("a.py", 2, 2)]))
    assert by_cause(agreement.only_ours) == {
        jscpd.UNREAD: {"b.py": [1, 2, 3, 4, 5, 6, 7]},
        jscpd.SHORT: {"a.py": [1, 2]},
        jscpd.BETWEEN: {"c.js": [1, 2, 3, 5, 6], "d.js": [3, 4, 5]},
        jscpd.FORMAT: {"e.css": [1, 2, 3, 4, 5], "f.scss": [1, 2, 3, 4, 5]},
        jscpd.EDGE: {"g.go": [3, 4, 5], "h.go": [3, 4, 5]},
        jscpd.MISSED: {"a.py": [3, 4, 5, 6, 7]},
    }


def test_what_is_jscpds_only_has_a_cause(compared):
    head, _ = compared
    some = found(
        head,
        [("a.py", 6, 7), ("b.py", 6, 7)],
        [("twice.py", 1, 2), ("twice.py", 2, 3)],
        [("broken.py", 1, 6), ("b.py", 1, 5)],
        [("g.go", 1, 5), ("h.go", 1, 5)],
    )
    agreement = compare(head, [[Place("b.py", 1, 6)]], some, some)
    assert by_cause(agreement.only_theirs) == {
        jscpd.IMPORT: {"a.py": [6], "b.py": [6]},
        jscpd.OVERLAP: {"twice.py": [1, 2, 3]},
        jscpd.FEW: {"a.py": [7], "b.py": [7]},
        jscpd.END: {"broken.py": [6]},
        jscpd.BROKEN: {"broken.py": [1, 2, 3, 5]},
        jscpd.SPELLED: {"broken.py": [4]},
        jscpd.UNEXPLAINED: {"g.go": [1, 2, 3, 4, 5], "h.go": [1, 2, 3, 4, 5]},
    }
