-- definition: the age by which half of the smells were healed, counted from the first snapshot that shows them;
--   NULL where the curve never comes down to a half, which says only that it is longer than longest_age_days.
--   Slices as in smell_survival.
-- formula: smallest age_days with survival <= 0.5
-- unit: days
-- better: lower
-- source: the median of the Kaplan-Meier estimate (see smell_survival)
-- grain: one row per slice and value

CREATE VIEW smell_half_life AS
SELECT
    slice,
    value,
    -- The product of exact shares can miss one half by a rounding error.
    min(age_days) FILTER (survival <= 0.5 + 1e-9) AS half_life_days,
    max(age_days) AS longest_age_days,
    max(at_risk) AS smells,
    sum(healed)::BIGINT AS healed
FROM smell_survival
GROUP BY slice, value;
