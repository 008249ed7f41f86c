"""What is planted: every number that gives the history its shape."""

from datetime import UTC, date, datetime

VERSION = 2  # raise it whenever the commit ids change: caches are kept by it
SEED = 20240701

FIRST_DAY = date(2023, 1, 2)
LAST_DAY = date(2025, 12, 30)
ADOPTION = date(2024, 7, 1)

HUMAN_HALF_LIFE_DAYS = 420.0
AI_HALF_LIFE_DAYS = 150.0

PACKAGE = "parcelyard"


def epoch(day: date) -> int:
    """Seconds since 1970 at midnight UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def month_number(when: int) -> int:
    """1 for January 2023, 19 for the month of adoption, 36 for the last."""
    moment = datetime.fromtimestamp(when, UTC)
    return (moment.year - FIRST_DAY.year) * 12 + moment.month


ADOPTION_MONTH = month_number(epoch(ADOPTION))


def months_since_adoption(month: int) -> int:
    """0 in the month of adoption; negative before."""
    return month - ADOPTION_MONTH


def ai_share(month: int) -> float:
    """Share of commits that an AI tool writes: none, then .15, growing to .66."""
    since = months_since_adoption(month)
    return 0.0 if since < 0 else 0.15 + 0.03 * since


def move_share(month: int) -> float:
    """Share of commits that move functions between files: regular before adoption, rare after."""
    since = months_since_adoption(month)
    return 0.28 if since < 0 else max(0.04, 0.16 - 0.02 * since)


def copy_share(month: int, *, by_ai: bool) -> float:
    """Share of new functions with a copied part: one in ten by people, half and growing by AI tools."""
    return min(0.9, 0.5 + 0.03 * months_since_adoption(month)) if by_ai else 0.10


def ai_complexity(month: int) -> int:
    """Cyclomatic complexity of a function an AI tool writes: 3, and one more every second month."""
    return 3 + months_since_adoption(month) // 2
