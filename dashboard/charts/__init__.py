"""DataFrame -> Altair chart; no reading, no Streamlit."""

from dashboard.charts.lives import burndown, churn, durable_ratio, durable_with_intervals
from dashboard.charts.operations import copied_and_moved, duplicate_blocks, operation_shares, revised_age
from dashboard.charts.palette import AUTHORSHIPS, OPERATIONS
from dashboard.charts.survival import by_clock, by_place, survival

__all__ = [
    "AUTHORSHIPS",
    "OPERATIONS",
    "burndown",
    "by_clock",
    "by_place",
    "churn",
    "copied_and_moved",
    "duplicate_blocks",
    "durable_ratio",
    "durable_with_intervals",
    "operation_shares",
    "revised_age",
    "survival",
]
