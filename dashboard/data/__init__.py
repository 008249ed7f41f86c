"""Every read the faces make: one function a question, connection in, pandas frame or facts out.

Frames hold months and years as the day they begin on, ratios as shares from 0 to 1, what is missing as
pandas has it for the column: NaN among fractions, NA among whole numbers.
Times leave the database without their zone, which is always UTC: with it DuckDB would want a library more.
"""

from dashboard.data.changes import (
    churned_share,
    duplicate_blocks,
    durable_output,
    moved_to_copied,
    operation_shares,
    repeated_lines,
    revised_code_age,
)
from dashboard.data.frames import Period, rows
from dashboard.data.head import blame, live_paths
from dashboard.data.history import (
    LandingDelay,
    Run,
    Totals,
    landing_delay,
    largest_landings,
    name_of,
    run,
    skipped,
    totals,
    uncounted,
)
from dashboard.data.lives import (
    burndown,
    churn,
    clocks,
    durable_ratio,
    folders,
    half_life,
    in_branch_rework,
    survival,
)

__all__ = [
    "LandingDelay",
    "Period",
    "Run",
    "Totals",
    "blame",
    "burndown",
    "churn",
    "churned_share",
    "clocks",
    "duplicate_blocks",
    "durable_output",
    "durable_ratio",
    "folders",
    "half_life",
    "in_branch_rework",
    "landing_delay",
    "largest_landings",
    "live_paths",
    "moved_to_copied",
    "name_of",
    "operation_shares",
    "repeated_lines",
    "revised_code_age",
    "rows",
    "run",
    "skipped",
    "survival",
    "totals",
    "uncounted",
]
