"""One repository of an unattended run: fetched, mined and judged where anything is new, told in one line."""

import time

from analyzer.clones import without_secret
from analyzer.mine import MiningOptions
from analyzer.store import open_database
from dashboard import judgement, source, verdicts


def refresh(repository: str, options: MiningOptions) -> str:
    """Bring a repository, named by a path or a URL, and its database up to date; gives what there is to say.

    It is judged, too: the dashboard only reads, and would judge a large history anew whenever it is started.
    Raises LinespanError.
    """
    started = time.monotonic()
    place = source.locate(repository, None, fetch=True)
    about = without_secret(repository)
    mined = source.bring_up_to_date(place, options, about=about)
    with open_database(place.database) as con:
        is_judged = judgement.read(con) is not None
    if not is_judged:
        _, unkept = verdicts.judge(place.database)
        if unkept:
            source.say(f"the verdicts were not kept: {unkept}", about)
    return "up to date" if mined is None else f"{source.counted(mined)}  {time.monotonic() - started:.1f} s"
