"""What `linespan agents` says, in words and for programs."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import asdict

from dashboard.agents import Agents, Share, Why
from dashboard.formats.document import FromHistory, Section, Sentence, Table, Words, said
from dashboard.formats.numbers import MISSING, count, percent

SCHEMA = 1
MODELS_SHOWN = 10
_WHO = {
    "ai": "an AI tool wrote it, or had a hand in it",
    "bot": "automation that is no AI",
    "human": "a person, as a note says, or because it is older than such tools",
    "unknown": "no sign of either",
}
_CAVEATS = (
    "The share of AI is a lower bound: completion leaves no trace, people strip trailers, and squashing "
    "loses them. Unknown does not mean written by a person."
)


def as_json(agents: Agents) -> str:
    """One object in ASCII; keys may be added, never changed."""
    facts = asdict(agents)
    facts["by_year"] = [{"year": year, "shares": shares} for year, shares in facts["by_year"]]
    facts["models"] = [{"model": model, "commits": commits} for model, commits in facts["models"]]
    facts["run"]["as_of"] = f"{agents.run.as_of:%Y-%m-%dT%H:%M:%SZ}"
    return json.dumps({"schema": SCHEMA, **facts}, indent=2, default=str, allow_nan=False) + "\n"


def why_as_json(why: Why) -> str:
    """One object in ASCII."""
    facts = asdict(why)
    names = ("authorship", "agent", "source", "lines")
    facts["lines"] = [dict(zip(names, row, strict=True)) for row in why.lines]
    return json.dumps({"schema": SCHEMA, **facts}, indent=2, default=str) + "\n"


def sections(agents: Agents, repository: str) -> tuple[Section, ...]:
    """What there is to say. repository: as the person named it, for commands to go on with."""
    return (
        Section("Who wrote what", tuple(_size(agents)), (_authorships(agents), *_tools(agents))),
        Section("By year", (), (_years(agents),)),
        Section("Since when", tuple(_since(agents))),
        Section("What the labels rest on", tuple(_doubts(agents)), tuple(_bases(agents))),
        Section("Notes on lines", tuple(_notes(agents, repository))),
    )


def why_sections(why: Why) -> tuple[Section, ...]:
    """Why one commit has its label."""
    opening = (
        said(FromHistory(f"{why.sha[:12]} {why.subject}")),
        said("Written by ", FromHistory(why.author), f" on {why.authored}."),
    )
    return (Section("Why", (*opening, *label(why)), tuple(evidence(why))),)


def label(why: Why) -> Iterator[Sentence]:
    """What a commit is labelled, and what speaks against relying on it."""
    yield said(f"Label: {why.authorship} ({_WHO[why.authorship]}).")
    if why.agents:
        yield said("Tools: ", FromHistory(", ".join(why.agents)), ".")
    if why.squash:
        yield said("It looks like several commits in one; their signs may be lost.")
    if why.branch_only:
        yield said("The label rests on the name of a branch alone.")
    if not why.evidence:
        yield said("No evidence was found: the label rests on its date, or on nothing.")


def evidence(why: Why) -> Iterator[Table]:
    """The signs that a commit carries, and the lines of which more is known than of the commit."""
    if why.evidence:
        rows = tuple(
            (
                FromHistory(sign.tool or MISSING),
                FromHistory(sign.model or MISSING),
                sign.source,
                sign.mode,
                sign.strength,
                FromHistory(sign.detail),
            )
            for sign in why.evidence
        )
        yield Table(("tool", "model", "where", "mode", "strength", "what stands there"), rows)
    if why.lines:
        lines = tuple(
            (authorship, FromHistory(agent or MISSING), source or "not attested", count(number))
            for authorship, agent, source, number in why.lines
        )
        yield Table(("lines by", "tool", "by which note", "lines"), lines)


def _size(agents: Agents) -> Iterator[Sentence]:
    run = agents.run
    yield said(FromHistory(run.repo), f" at {run.head_sha[:12]}, as of {run.as_of:%Y-%m-%d}.")
    ai = agents.by_authorship[0]
    yield said(
        f"AI tools had a hand in at least {percent(ai.share_of_commits)} of the commits, "
        f"{percent(ai.share_of_written)} of the new code lines and {percent(ai.share_of_live)} of those that "
        "stand today."
    )
    yield said(_CAVEATS)


def _authorships(agents: Agents) -> Table:
    rows = tuple((share.name, *_figures(share)) for share in agents.by_authorship)
    note = "Commits without merges; lines of code in source and tests. " + "; ".join(
        f"{name}: {meaning}" for name, meaning in _WHO.items()
    )
    return Table(("authorship", *_HEADINGS), rows, note + ".")


_HEADINGS = ("commits", "", "new lines", "", "lines today", "")


def _figures(share: Share) -> tuple[str, ...]:
    return (
        count(share.commits),
        percent(share.share_of_commits),
        count(share.written_lines),
        percent(share.share_of_written),
        count(share.live_lines),
        percent(share.share_of_live),
    )


def _tools(agents: Agents) -> Iterator[Table]:
    if agents.by_tool:
        rows: tuple[tuple[Words, ...], ...] = tuple(
            (FromHistory(share.name), *_figures(share)) for share in agents.by_tool
        )
        yield Table(("tool", *_HEADINGS), rows, "What several tools did together counts for each of them.")
    if agents.models:
        shown = agents.models[:MODELS_SHOWN]
        rest = len(agents.models) - len(shown)
        yield Table(
            ("model, where one is named", "commits"),
            tuple((FromHistory(model), count(commits)) for model, commits in shown),
            f"and {rest} more" if rest else "",
        )


def _years(agents: Agents) -> Table:
    rows = tuple(
        (
            str(year),
            count(sum(share.commits for share in shares)),
            percent(shares[0].share_of_commits),
            percent(shares[0].share_of_written),
            percent(shares[0].share_of_live),
        )
        for year, shares in agents.by_year
    )
    return Table(
        ("year", "commits", "of them AI", "of new lines", "of those standing"), rows, "Years of landing."
    )


def _since(agents: Agents) -> Iterator[Sentence]:
    found = agents.adoption
    if found.adopted is None:
        yield said("Nothing shows that AI was adopted: no marker, and no month with 3 commits labelled AI.")
    else:
        by_marker = found.first_marker is not None and found.adopted == found.first_marker.replace(day=1)
        evidence = "by its first marker" if by_marker else "by its commits"
        yield said(f"AI was adopted in {found.adopted:%Y-%m}, {evidence}.")
    if found.first_commit is not None:
        month = f"{found.commits_month:%Y-%m}" if found.commits_month else "none yet"
        yield said(
            f"First commit labelled AI: {found.first_commit}; first month with 3 or more of them: {month}."
        )
    if found.marker is not None:
        yield said(f"First marker: {found.first_marker}, ", FromHistory(found.marker), ".")
    if found.attribution_off is not None:
        now = "and still do" if found.attribution_off_now else "and no longer do"
        yield said(
            f"From {found.attribution_off} on settings kept a tool from signing its commits, {now}: what has "
            "no label since then may be missing one."
        )


def _doubts(agents: Agents) -> Iterator[Sentence]:
    yield said(
        f"Of the commits labelled AI {count(agents.squashes)} look like several in one, and "
        f"{count(agents.branch_only)} are labelled by the name of their branch alone. Both stand here, and "
        "are left out of the main verdict."
    )


def _bases(agents: Agents) -> Iterator[Table]:
    if agents.bases:
        rows = tuple((base.source, base.mode, base.strength, count(base.commits)) for base in agents.bases)
        note = "Weak signs, reviews and messages give no label. Why a commit has its label: --commit SHA."
        yield Table(("where", "mode", "strength", "commits"), rows, note)


def _notes(agents: Agents, repository: str) -> Iterator[Sentence]:
    notes = agents.notes
    if not (notes.read or notes.unread or notes.elsewhere):
        fetch = f"git -C {shlex.quote(repository)} fetch origin '+refs/notes/*:refs/notes/*'"
        yield said(
            "This copy has none. A plain clone leaves them behind; if there are any, this brings them: ",
            FromHistory(fetch),
        )
        return
    yield said(
        f"{count(notes.read, 'note')} read, which tell of {count(notes.lines, 'line')} that their commits "
        "added."
    )
    for number, what in (
        (notes.elsewhere, "on commits that are not in this history, as after a rebase"),
        (notes.malformed, "malformed, or with malformed lines"),
        (notes.unread, "too large, or not in this copy"),
    ):
        if number:
            yield said(f"{count(number)} {what}.")
