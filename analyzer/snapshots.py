"""At which commits of the mainline the tree is looked at whole, to see its smells."""

from collections.abc import Sequence
from datetime import UTC, datetime

_FIRST_YEAR = -62_135_596_800  # seconds since 1970 at which the calendar's year 1 begins


def chosen(mainline: Sequence[int], times: Sequence[int], most: int) -> list[int]:
    """The last commit of each period of the mainline, oldest first; none where `most` is 0.

    mainline: seqs, oldest first, the head last; times: their landing times, seconds, never running backwards;
    most: how many commits at most. A period is a calendar month (UTC), or where that makes too many 2, 4, 8
    ... of them, counted from the year 0. So the head is always there, and of two mainlines, one the beginning
    of the other, the longer one takes nothing from the shorter's past that the shorter has not: no later
    mining looks at an old tree anew.
    """
    if not most:
        return []
    months = [_month(time) for time in times]
    doublings = 0
    while len({month >> doublings for month in months}) > most:
        doublings += 1
    return list({month >> doublings: seq for month, seq in zip(months, mainline, strict=True)}.values())


def _month(time: int) -> int:
    moment = datetime.fromtimestamp(max(time, _FIRST_YEAR), UTC)
    return moment.year * 12 + moment.month - 1
