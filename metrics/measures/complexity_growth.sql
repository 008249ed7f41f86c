-- definition: how fast functions of source files grow more complex: the growth of their mean cyclomatic
--   complexity from one snapshot to the next, as a rate per month. Where snapshots are some months apart each of
--   these months has the same rate; months are those of landing.
-- formula: (ln(mean) - ln(mean at the snapshot before)) / months between them
-- unit: growth per month; 0.01 is about one percent
-- better: lower
-- source: Linespan's own
-- grain: one row per month since the first snapshot

CREATE VIEW complexity_growth AS
WITH dated AS (
    SELECT date_trunc('month', taken) AS month, mean, functions
    FROM complexity_distribution
    WHERE figure = 'cyclomatic' AND slice = 'role' AND value = 'source'
),
steps AS (
    SELECT
        month,
        lag(month) OVER (ORDER BY month) AS before,
        ln(mean) - lag(ln(mean)) OVER (ORDER BY month) AS growth
    FROM dated
),
months AS (
    SELECT
        unnest(generate_series(before + INTERVAL 1 MONTH, month, INTERVAL 1 MONTH))::DATE AS period,
        growth / datediff('month', before, month) AS growth
    FROM steps
    WHERE before IS NOT NULL AND month > before
)
SELECT period, growth FROM months;
