"""Markers by their own examples, switches by the settings that hold them, and both in the tables."""

import json

import pytest
from trees import Step, build, mined

from analyzer.adoption import is_off, marked, markers


@pytest.mark.parametrize("marker", markers(), ids=lambda marker: marker.tool)
def test_markers_say_what_their_examples_say(marker):
    for example in marker.example:
        assert marked([example.encode()]) == [(0, marker.tool)]
    for counter in marker.counter:
        assert marked([counter.encode()]) == []


@pytest.mark.parametrize(
    ("settings", "off"),
    [
        ({"includeCoAuthoredBy": False}, True),
        ({"includeCoAuthoredBy": True}, False),
        ({"attribution": {"commit": ""}}, True),
        ({"attribution": {"commit": "", "pr": "x"}, "includeCoAuthoredBy": True}, True),
        ({"attribution": {"commit": "By a tool"}, "includeCoAuthoredBy": False}, False),
        ({"attribution": {"pr": ""}}, False),
        ({"attribution": ""}, False),
        ({"includeCoAuthoredBy": "false"}, False),
        ({}, False),
        ([], False),
    ],
)
def test_what_keeps_a_tool_from_signing(settings, off):
    assert is_off(json.dumps(settings).encode()) is off


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000, b" " * (1 << 20) + b"{}"])
def test_settings_that_are_none_switch_nothing_off(content):
    assert not is_off(content)


def test_markers_and_switches_are_in_the_tables(tmp_path):
    settings = ".claude/settings.json"
    repository = build(
        tmp_path,
        Step({"a.py": "x\n"}),
        Step({settings: '{"includeCoAuthoredBy": false}\n'}),
        Step({"lib/AGENTS.md": "Be kind.\n", settings: "{}\n"}),
    )

    query = "SELECT path, tool FROM agent_markers JOIN files USING (path_id) ORDER BY path"
    assert mined(repository, query) == [(settings, "claude-code"), ("lib/AGENTS.md", "any")]
    query = "SELECT seq, path, off FROM attribution_settings JOIN files USING (path_id) ORDER BY seq"
    assert mined(repository, query) == [(1, settings, True), (2, settings, False)]
