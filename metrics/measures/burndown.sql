-- definition: the lines of source and tests standing in the mainline at the end of each month, by the year they
--   landed in. The last month ends at the mined head, and its lines are those of the head tree.
-- formula: running sum over months of born - ended (live_line_flow)
-- unit: lines
-- better: neither
-- source: the cohort plot of git-of-theseus, with landing times
-- grain: one row per month and cohort (year of landing), from the cohort's first month to the last

CREATE VIEW burndown AS
WITH flow AS (
    SELECT period, cohort, sum(born - ended)::BIGINT AS change
    FROM live_line_flow
    GROUP BY ALL
),
last_month AS (
    SELECT date_trunc('month', as_of AT TIME ZONE 'UTC')::DATE AS period FROM mining_run
),
cohorts AS (
    SELECT flow.cohort, unnest(
        generate_series(min(flow.period)::TIMESTAMP, any_value(last_month.period)::TIMESTAMP, INTERVAL 1 MONTH)
    )::DATE AS period
    FROM flow
    CROSS JOIN last_month
    GROUP BY flow.cohort
)
SELECT
    cohorts.period,
    cohorts.cohort,
    sum(coalesce(flow.change, 0)) OVER (
        PARTITION BY cohorts.cohort ORDER BY cohorts.period
    )::BIGINT AS lines
FROM cohorts
LEFT JOIN flow USING (period, cohort);
