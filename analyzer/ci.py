"""What the environment of a CI run says of the change it runs for. Whoever sends a change may have a say in
it: names are taken only in the form they must have, and the event's file is read as far as it can reach.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_LARGEST_EVENT = 25 * 1024 * 1024  # bytes; GitHub sends none that is larger
_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


class Said(NamedTuple):
    """A commit or a branch, and the variable or the field that names it."""

    name: str
    source: str


def target_branch(environment: Mapping[str, str]) -> Said | None:
    """The branch that a pull request on GitHub is to be merged into."""
    name = environment.get("GITHUB_BASE_REF", "")
    return Said(name, "GITHUB_BASE_REF") if name else None


def diff_base(environment: Mapping[str, str]) -> Said | None:
    """The commit that a merge request on GitLab is compared with."""
    return _commit(environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"), "CI_MERGE_REQUEST_DIFF_BASE_SHA")


def default_branch(environment: Mapping[str, str]) -> str:
    """The name of the default branch, empty where nothing tells it."""
    if name := environment.get("CI_DEFAULT_BRANCH"):
        return name
    repository = _event(environment).get("repository")
    name = repository.get("default_branch") if isinstance(repository, dict) else None
    return name if isinstance(name, str) else ""


def commit_before(environment: Mapping[str, str], head: str) -> Said | None:
    """The tip of the branch before the push that made `head` its tip; None where it had none before."""
    event = _event(environment)
    if event.get("after") == head:
        return _commit(event.get("before"), "github.event.before")
    if environment.get("CI_COMMIT_SHA") == head:
        return _commit(environment.get("CI_COMMIT_BEFORE_SHA"), "CI_COMMIT_BEFORE_SHA")
    return None


def _commit(name: object, source: str) -> Said | None:
    # A name of zeros stands for none, as on a new branch.
    if isinstance(name, str) and _COMMIT.fullmatch(name) and name.strip("0"):
        return Said(name, source)
    return None


def _event(environment: Mapping[str, str]) -> dict[str, Any]:
    """What GitHub says of the event that started the run; nothing where that can not be read."""
    path = environment.get("GITHUB_EVENT_PATH", "")
    try:
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST_EVENT + 1)
        event = json.loads(content) if len(content) <= _LARGEST_EVENT else None
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}
