-- definition: how old the code lines were that were updated, replaced or removed in the month: under 2 weeks
--   (at most 14 days since landing), under a month (15 to 30 days), 1 to 12 months (31 to 365), over a year.
--   Old lines among them are a sign that existing code is looked after; only young ones, that work is redone.
-- formula: lines / revised, where revised is their sum over the four ages
-- unit: share of revised lines, 0 to 1
-- better: neither
-- source: after GitClear, AI Copilot Code Quality (2025)
-- grain: one row per month with revisions and age, zeros included

CREATE VIEW revised_code_age AS
WITH ages AS (
    SELECT
        unnest(['under 2 weeks', 'under a month', '1 to 12 months', 'over a year']) AS age,
        unnest([0, 15, 31, 366]) AS from_days
),
counted AS (
    SELECT
        period,
        CASE WHEN age_days <= 14 THEN 0 WHEN age_days <= 30 THEN 15 WHEN age_days <= 365 THEN 31 ELSE 366 END
            AS from_days,
        sum(lines)::BIGINT AS lines
    FROM revisions
    WHERE in_scope
    GROUP BY ALL
),
months AS (
    SELECT period, sum(lines)::BIGINT AS revised FROM counted GROUP BY period
)
SELECT
    months.period,
    ages.age,
    ages.from_days,
    coalesce(counted.lines, 0) AS lines,
    months.revised,
    coalesce(counted.lines, 0) / months.revised AS share
FROM months
CROSS JOIN ages
LEFT JOIN counted ON counted.period = months.period AND counted.from_days = ages.from_days;
