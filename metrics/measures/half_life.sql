-- definition: the age by which half of the code lines were deleted or rewritten; NULL where the curve never
--   comes down to a half, which says only that it is longer than longest_age_days. Slices as in survival.
-- formula: smallest age_days with survival <= 0.5
-- unit: days
-- better: higher
-- source: the median of the Kaplan-Meier estimate (see survival)
-- grain: one row per slice and value

CREATE VIEW half_life AS
SELECT
    slice,
    value,
    -- The product of exact shares can miss one half by a rounding error.
    min(age_days) FILTER (survival <= 0.5 + 1e-9) AS half_life_days,
    max(age_days) AS longest_age_days,
    max(at_risk) AS lines
FROM survival
GROUP BY slice, value;
