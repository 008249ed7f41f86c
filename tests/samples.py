"""Made-up samples for tests of the statistics."""

import numpy as np

from metrics.sample import Sample, codes


def sample(rows):
    """One cell a row: commit, landing, author, quarter, place, lines, share with the outcome, ai."""
    commit, landing, author, quarter, place, lines, share, ai = zip(*rows, strict=True)
    return Sample(
        *(codes(np.array(column)) for column in (commit, landing, author, quarter, place)),
        np.array(lines, float),
        np.array(share, float),
        np.array(ai, bool),
        codes(np.array(landing)),
    )


def random_sample(rng, commits=120, *, authors=4, quarters=3, places=2, ai=0.4):
    """Commits of up to two cells, several to a landing, with outcomes that go with the landing."""
    author, quarter = rng.integers(0, authors, commits), rng.integers(0, quarters, commits)
    quarter.sort()
    landing = codes(quarter, rng.integers(0, commits // 2, commits))
    with_ai = rng.random(commits) < ai
    cells = np.sort(rng.integers(0, commits, commits + commits // 2))
    mood = rng.random(landing.max() + 1)
    return Sample(
        codes(cells),
        codes(landing[cells]),
        author[cells],
        codes(quarter[cells]),
        rng.integers(0, places, len(cells)),
        rng.integers(1, 90, len(cells)).astype(float),
        np.clip(mood[landing[cells]] + rng.normal(0, 0.2, len(cells)), 0, 1),
        with_ai[cells],
        codes(landing[cells]),
    )
