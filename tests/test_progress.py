"""What a log hears of a mining."""

from dashboard import progress


def say(lines: progress.Lines) -> None:
    with lines:
        lines.step("following lines", 400)
        for _ in range(400):
            lines.advance()
        lines.step("telling twins apart")
        lines.step("writing the database")


def test_a_short_mining_says_nothing(capsys):
    say(progress.Lines())

    assert capsys.readouterr().err == ""


def test_a_long_mining_says_each_step(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_SECONDS_OF_SILENCE", 0)
    say(progress.Lines())

    assert capsys.readouterr().err.splitlines() == [
        "following lines",
        "telling twins apart",
        "writing the database",
    ]


def test_a_long_step_says_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0)
    say(progress.Lines())

    assert capsys.readouterr().err.splitlines() == [
        "following lines: 200 of 400 commits, about 0 s left",
        "following lines: 400 of 400 commits, about 0 s left",
    ]
