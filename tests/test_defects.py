"""A mistake of ours must not look like a change that fails the gate."""

import pytest

from dashboard import cli, explain


def test_a_defect_ends_with_the_code_of_an_error(monkeypatch, capsys):
    def broken():
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(explain, "overview", broken)
    monkeypatch.setattr("sys.argv", ["linespan", "explain"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("Traceback")
    assert "error: a defect of Linespan, ZeroDivisionError: by nothing\nhint: please report it" in said
