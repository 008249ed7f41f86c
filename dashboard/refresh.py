"""One repository of an unattended run: fetched, mined where anything is new, told in one line."""

import time

from analyzer.clones import without_secret
from analyzer.mine import Mined, MiningOptions
from dashboard import source


def refresh(repository: str, options: MiningOptions) -> str:
    """Bring a repository, named by a path or a URL, and its database up to date; gives what there is to say.

    Raises LinespanError.
    """
    started = time.monotonic()
    place = source.locate(repository, None, fetch=True)
    mined = source.bring_up_to_date(place, options, about=without_secret(repository))
    return "up to date" if mined is None else f"{counted(mined)}  {time.monotonic() - started:.1f} s"


def counted(mined: Mined) -> str:
    """How many commits there are, and how many of them no earlier mining had read."""
    return f"{mined.commits:,} commits ({mined.new_commits:,} new)"
