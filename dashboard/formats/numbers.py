"""Numbers as people read them."""

DAYS_A_MONTH = 30.44
DAYS_A_YEAR = 365.25
MISSING = "-"


def count(number: int, noun: str = "", plural: str = "") -> str:
    """1,234, or with a noun: 1 line, 1,234 lines."""
    if not noun:
        return f"{number:,}"
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float | None) -> str:
    """83.1 % of a share from 0 to 1; a dash for None."""
    return MISSING if share is None else f"{100 * share:.1f} %"


def points(difference: float | None) -> str:
    """+1.2, the difference of two shares in percentage points; a dash for None."""
    if difference is None:
        return MISSING
    rounded = round(100 * difference, 1)
    return f"{rounded:+.1f}" if rounded else "0.0"  # nothing has no sign


def duration(days: float) -> str:
    """12 days, 5.3 months, 2.3 years: the largest unit that leaves two figures."""
    if days < 1:
        return "less than a day"
    if days < 2 * DAYS_A_MONTH:
        return count(round(days), "day")
    if days < 2 * DAYS_A_YEAR:
        return f"{days / DAYS_A_MONTH:.1f} months"
    return f"{days / DAYS_A_YEAR:.1f} years"
