"""From trials to verdicts, and from a database to verdicts, small enough to be worked out by hand."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from metrics import trials
from metrics import verdicts as judging
from metrics.clusters import Clustered
from metrics.contamination import corrected
from metrics.hypotheses import HYPOTHESES, BeforeAfter, Direction
from metrics.verdict import Outcome, Row, Trial
from metrics.verdicts import boundary, judged, outcome

BY_ID = {hypothesis.id: hypothesis for hypothesis in HYPOTHESES}
LESS, LONGER, CHURN = (BY_ID[name] for name in ("durability", "longevity", "churn"))


def measured(estimate, reach):
    """A trial with an interval of that reach on either side."""
    error = reach / stats.t.ppf(0.975, 100)
    return Trial(estimate, estimate - reach, estimate + reach, tests=(Clustered(estimate, error, 100.0),))


def test_there_is_one_primary_claim_and_every_margin_is_a_size():
    assert [hypothesis.id for hypothesis in HYPOTHESES if hypothesis.primary] == ["durability"]
    assert all(hypothesis.margin > 0 for hypothesis in HYPOTHESES)
    assert len(BY_ID) == len(HYPOTHESES)


@pytest.mark.parametrize(
    ("low", "high", "less", "longer"),
    [
        (-0.09, -0.03, Outcome.supported, Outcome.refuted),
        (-0.09, -0.01, Outcome.undecided, Outcome.refuted),
        (-0.01, 0.01, Outcome.refuted, Outcome.refuted),
        (-0.01, 0.03, Outcome.refuted, Outcome.undecided),
        (0.03, 0.09, Outcome.refuted, Outcome.supported),
        (-0.09, 0.09, Outcome.undecided, Outcome.undecided),
        (-0.09, -0.02, Outcome.undecided, Outcome.refuted),
    ],
)
def test_the_interval_decides_wholly_beyond_or_wholly_short_of_the_margin(low, high, less, longer):
    assert (outcome(LESS, low, high), outcome(LONGER, low, high)) == (less, longer)


def test_the_margin_lies_on_the_side_of_the_claim():
    assert (boundary(LESS), boundary(LONGER)) == (-0.02, 0.02)
    assert {each.direction for each in HYPOTHESES} == set(Direction)


def test_p_is_of_the_margin_so_that_it_and_the_interval_say_the_same():
    (edge,) = judged([LESS], [measured(-0.05, 0.03)])
    assert edge.p == pytest.approx(0.05)
    (told,) = judged([LESS], [measured(-0.06, 0.03)])
    assert (told.outcome, told.q) == (Outcome.supported, None)
    assert told.p < 0.05


def test_secondary_claims_must_hold_beside_each_other():
    alone = judged([CHURN], [measured(0.052, 0.03)])
    assert alone[0].outcome is Outcome.supported
    secondary = [each for each in HYPOTHESES if not each.primary]
    vague = measured(0.02, 0.5)
    among = judged(secondary, [measured(0.052, 0.03) if each is CHURN else vague for each in secondary])
    (churn,) = (verdict for verdict in among if verdict.hypothesis is CHURN)
    assert churn.p == alone[0].p
    assert churn.q == pytest.approx(len(secondary) * churn.p)
    assert churn.outcome is Outcome.undecided
    assert "not as one of several claims tested at once" in churn.reason


def test_the_primary_claim_and_those_that_may_not_decide_adjust_nothing():
    trials = [
        measured(-0.06, 0.03),
        replace(measured(0.06, 0.03), reasons=("too few",)),
        measured(0.06, 0.03),
    ]
    primary, refused, churn = judged([LESS, LONGER, CHURN], trials)
    assert (primary.q, refused.p, refused.q) == (None, None, None)
    assert churn.q == churn.p


@pytest.mark.parametrize(
    ("hypothesis", "trial", "words"),
    [
        (
            LESS,
            measured(-0.063, 0.032),
            (
                "AI code lasts less: supported. The share of code lines that still stood 90 days after they"
                " landed is 6.3 points lower with AI than in other code of the same quarter, role, language"
                " and, where possible, author (95 % interval: 9.5 points lower to 3.1 points lower): all of"
                " it beyond 2.0 points lower, from where on it matters."
            ),
        ),
        (
            LESS,
            measured(0.001, 0.01),
            (
                "AI code lasts less: refuted. The share of code lines that still stood 90 days after they "
                "landed is 0.1 points higher with AI than in other code of the same quarter, role, language"
                " and, where possible, author (95 % interval: 0.9 points lower to 1.1 points higher): none "
                "of it reaches 2.0 points lower, from where on it would matter."
            ),
        ),
        (
            LESS,
            measured(-0.0004, 0.0004),
            (
                "AI code lasts less: refuted. The share of code lines that still stood 90 days after they "
                "landed is 0.0 points higher or lower with AI than in other code of the same quarter, role, "
                "language and, where possible, author (95 % interval: 0.1 points lower to 0.0 points): none "
                "of it reaches 2.0 points lower, from where on it would matter."
            ),
        ),
        (
            LESS,
            measured(-0.03, 0.04),
            (
                "AI code lasts less: undecided. The interval reaches 4.0 points from the estimate; to "
                "decide, this estimate needs one that reaches less than 1.0 points. The share of code lines"
                " that still stood 90 days after they landed is 3.0 points lower with AI than in other code"
                " of the same quarter, role, language and, where possible, author (95 % interval: 7.0 "
                "points lower to 1.0 points higher)."
            ),
        ),
        (
            BY_ID["output"],
            measured(np.log(1.5), np.log(1.2)),
            (
                "Since AI was adopted people write more code that lasts: supported. The number of code lines "
                "per active author and month that stood 30 days is 50 % higher in the months since AI was "
                "adopted, 18 at most, than in as many before (95 % interval: 25 % higher to 80 % higher): all"
                " of it beyond 11 % higher, from where on it matters."
            ),
        ),
        (
            BY_ID["smells"],
            measured(0.008, 0.002),
            (
                "AI code has more smells: supported. The number of smells that the code lines of the head "
                "have is 8.0 per 1,000 lines higher with AI than in other code of the same quarter, role, "
                "language and, where possible, author (95 % interval: 6.0 per 1,000 lines higher to 10.0 per "
                "1,000 lines higher): all of it beyond 5.0 per 1,000 lines higher, from where on it matters."
            ),
        ),
        (
            LESS,
            Trial(reasons=("no commit shows a sign of an AI tool",)),
            "AI code lasts less: undecided. No commit shows a sign of an AI tool.",
        ),
    ],
)
def test_a_verdict_is_said_in_words(hypothesis, trial, words):
    (verdict,) = judged([hypothesis], [trial])
    assert verdict.sentence == words


def test_contamination_stretches_the_difference():
    assert [corrected(-0.03, share) for share in (0.0, 0.25, 0.5, 0.75)] == pytest.approx(
        [-0.03, -0.04, -0.06, -0.12]
    )


def label(history, seq, authorship="ai", **flags):
    for table, column in (("commits", "seq"), ("line_runs", "birth_seq"), ("operations", "seq")):
        history.con.execute(
            f"UPDATE {table} SET authorship = $1 WHERE {column} = $2",  # noqa: S608 - our own names
            [authorship, seq],
        )
    for flag, value in flags.items():
        history.con.execute(
            f"UPDATE commits SET {flag} = $1 WHERE seq = $2",  # noqa: S608 - our own names
            [value, seq],
        )


def told(history, adoption=None, deals=199):
    found = judging.verdicts(history.con, adoption, deals=deals)
    return {verdict.hypothesis.id: verdict for verdict in found}


def test_without_a_sign_of_ai_nothing_is_compared(history):
    history.lines(history.commit(0), 5)
    history.mined(200)
    found = told(history)
    assert {verdict.outcome for verdict in found.values()} == {Outcome.undecided}
    assert found["durability"].reason == "no commit shows a sign of an AI tool"
    assert found["moving"].reason == "no month is known in which AI was adopted"
    assert found["durability"].trial.estimate is None


def test_without_snapshots_nothing_is_said_of_smells(history):
    label(history, history.commit(0))
    history.mined(200)
    found = told(history, adoption=date(2020, 1, 1))
    for claim in ("smells", "weak_tests", "smell_flow", "complexity_growth"):
        assert found[claim].reason.startswith("no snapshot was looked through for smells")


def test_young_ai_lines_are_too_young_for_one_claim_and_old_enough_for_another(history):
    first, second = history.commit(0), history.commit(1)
    for seq in (first, second):
        history.lines(seq, 5)
        history.operation(seq, "added", 5)
    label(history, second)
    history.mined(50)
    found = told(history)
    assert found["durability"].reason == "AI lines are too young for 90 days"
    assert found["churn"].trial.estimate == 0


def test_labels_from_squashes_and_branch_names_decide_nothing_but_are_shown(history):
    for day in range(4):
        seq = history.commit(day)
        history.lines(seq, 5)
        history.operation(seq, "added", 5)
        if day % 2:
            label(history, seq, squash=day == 1, branch_only=day == 3)
    history.mined(200)
    assert (
        told(history)["durability"].reason == "every AI label rests on a squash or on a branch's name alone"
    )


def test_bots_are_in_neither_arm(history):
    person, machine, agent = (history.commit(day) for day in range(3))
    for seq in (person, machine, agent):
        history.lines(seq, 5, death=history.commit(50) if seq == machine else None)
        history.operation(seq, "added", 5)
    label(history, machine, "bot")
    label(history, agent)
    history.mined(200)
    found = told(history)["durability"].trial
    assert (found.estimate, found.ai.commits, found.others.commits) == (0, 1, 1)


@pytest.fixture
def long_history(history):
    """In each of 4 quarters 40 commits of 10 lines by 10 people in turn, every second one with AI; of the AI
    lines one in ten dies within 90 days, of a commit 0, 1 or 2, and of the others none.
    """
    for number in range(160):
        day = 91 * (number // 40) + 2 * (number % 40)
        seq = history.commit(day, author=f"Author {number % 10 + 10 * (number // 20 % 2)}")
        history.operation(seq, "added", 10)
        if number % 2:
            dead = (0, 1, 2, 1)[number // 2 % 4]
            history.lines(seq, 10 - dead)
            if dead:
                history.lines(seq, dead, death=history.commit(day + 1, author="Cleaner"))
            label(history, seq)
        else:
            history.lines(seq, 10)
    history.mined(600)
    return history


def test_a_planted_difference_is_found(long_history):
    found = told(long_history, deals=399)
    assert found["durability"].outcome is Outcome.supported
    assert found["durability"].trial.estimate == pytest.approx(-0.1)
    assert found["longevity"].outcome is Outcome.refuted
    assert found["churn"].trial.estimate == pytest.approx(0.1)
    assert found["copying"].reason.startswith("every landing fared alike")
    assert found["durability"].trial.ai.commits == 80
    ways = {row.way: row.estimate for row in found["durability"].trial.rows}
    assert ways == {
        "line-weighted": pytest.approx(-0.1),
        "without author strata": pytest.approx(-0.1),
        "uncertain labels included": pytest.approx(-0.1),
        "committer clock": pytest.approx(-0.1),
    }
    assert [row.estimate for row in found["durability"].trial.contaminated] == pytest.approx(
        [-0.1, -0.4 / 3, -0.2, -0.4]
    )


def test_labels_that_could_hardly_be_dealt_out_otherwise_bound_no_difference(history):
    """One person, in each of five quarters twenty commits with AI and then twenty without: 32 ways."""
    for number in range(200):
        day = (0, 91, 182, 274, 366)[number // 40] + 2 * (number % 40)
        seq, dead = history.commit(day), number * number % 7
        history.operation(seq, "added", 10)
        history.lines(seq, 10 - dead)
        if dead:
            history.lines(seq, dead, death=history.commit(day + 1, author="Cleaner"))
        if number // 20 % 2:
            label(history, seq)
    history.mined(700)

    verdict = told(history, deals=399)["durability"]
    assert verdict.reason == (
        "the other ways to deal the labels out are too few, or too like the real one, to bound the difference"
    )
    assert (verdict.trial.low, verdict.trial.high, verdict.p) == (None, None, None)
    assert verdict.trial.estimate is not None
    assert verdict.sentence.endswith("; how sure that is can not be told.")


def test_the_same_history_gives_the_same_verdicts(long_history):
    def figures():
        return [
            (name, verdict.sentence, verdict.p, verdict.q) for name, verdict in told(long_history).items()
        ]

    assert figures() == figures()


def test_where_the_clock_turns_the_sign_nothing_is_decided(long_history):
    """By their own dates the other lines lie dead for months on a branch before they land."""
    long_history.con.execute(
        "UPDATE commits SET committer_time = committer_time - INTERVAL 1 DAY WHERE authorship = 'ai'"
    )
    long_history.con.execute("""
        INSERT INTO line_runs (birth_seq, birth_path_id, birth_line, lines, line_class, birth_operation, fate)
        SELECT birth_seq, birth_path_id, 100, 30, 'code', 'added', 'unlanded' FROM line_runs
        WHERE coalesce(authorship, 'unknown') = 'unknown'
    """)
    verdict = told(long_history)["durability"]
    assert verdict.outcome is Outcome.undecided
    assert verdict.reason == (
        "depends on the merge workflow: by the committer's clock the difference changes its sign"
    )
    assert verdict.trial.low is not None


@pytest.mark.parametrize(
    ("by_landing", "by_committer", "refuses"),
    [
        (-0.06, 0.001, True),
        (0.001, -0.06, True),
        (-0.06, 0.0004, False),
        (0.0004, -0.06, False),
        (-0.06, -0.001, False),
        (-0.06, 0.0, False),
        (-0.06, None, False),
    ],
)
def test_a_difference_that_rounds_to_nothing_has_no_sign_to_change(by_landing, by_committer, refuses):
    rows = (Row("line-weighted", 0.5), Row("committer clock", by_committer))
    assert bool([*trials._workflow(by_landing, rows)]) is refuses


def test_a_month_that_splits_the_figures_as_adoption_does_bounds_no_change():
    series = np.random.default_rng(1).normal(0.3, 0.1, 60)
    series[30] = np.nan

    trial = trials._against_placebos(series, 30)
    assert trial.reasons == ("the months around adoption are too like it to bound the change",)
    assert (trial.low, trial.high) == (None, None)
    assert trials._against_placebos(np.where(np.isnan(series), 0.3, series), 30).reasons == ()


def test_months_before_and_after_adoption_are_compared(history):
    assert all(
        isinstance(BY_ID[name].design, BeforeAfter) for name in ("moving", "young_revisions", "output")
    )
    for month in range(72):
        seq = history.commit(30.5 * month + 3)
        history.operation(seq, "added", 100 if month < 40 else 60)
        history.operation(seq, "moved", 0 if month < 40 else 40)
        history.lines(seq, 10 + month % 2)
    history.mined(30.5 * 73)
    (adoption,) = history.rows("SELECT DATE '2020-01-01' + INTERVAL 40 MONTH")[0]
    found = told(history, adoption.date())
    assert found["moving"].trial.estimate == pytest.approx(0.4)
    assert found["moving"].outcome is Outcome.refuted
    assert found["young_revisions"].reason == "no month has a figure"
    assert found["output"].outcome is Outcome.refuted
