-- definition: the share of code lines still standing at an age, estimated from all lines, also those too young
--   to have reached it: a line leaves the sample unharmed at the end of the watch (as_of, or where it was lost
--   sight of). Slices: `all`, `year` (of landing), `author`, `authorship`, `agent` (AI tools).
-- formula: product over ages a up to age_days of (1 - deaths(a) / at_risk(a))
-- unit: share of lines, 0 to 1; age in days since landing
-- better: higher
-- source: Kaplan and Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958)
-- grain: one row per slice, value and age in days at which a line died or left the sample

CREATE VIEW survival AS
WITH yearly AS (
    SELECT
        year(landing_birth)::VARCHAR AS year,
        landing_age_days AS age_days,
        coalesce(sum(lines) FILTER (died), 0)::BIGINT AS deaths,
        coalesce(sum(lines) FILTER (NOT died), 0)::BIGINT AS censored
    FROM lines
    WHERE counts
    GROUP BY ALL
),
exits AS (
    -- The years add up to all, which spares a second reading of every line.
    SELECT
        'all' AS slice,
        'all' AS value,
        age_days,
        sum(deaths)::BIGINT AS deaths,
        sum(censored)::BIGINT AS censored
    FROM yearly
    GROUP BY age_days
    UNION ALL
    SELECT 'year' AS slice, year AS value, age_days, deaths, censored FROM yearly
    UNION ALL
    SELECT
        'author' AS slice,
        author AS value,
        landing_age_days AS age_days,
        coalesce(sum(lines) FILTER (died), 0)::BIGINT AS deaths,
        coalesce(sum(lines) FILTER (NOT died), 0)::BIGINT AS censored
    FROM lines
    WHERE counts
    GROUP BY ALL
    UNION ALL
    SELECT
        'authorship' AS slice,
        authorship AS value,
        landing_age_days AS age_days,
        coalesce(sum(lines) FILTER (died), 0)::BIGINT AS deaths,
        coalesce(sum(lines) FILTER (NOT died), 0)::BIGINT AS censored
    FROM lines
    WHERE counts
    GROUP BY ALL
    UNION ALL
    SELECT
        'agent' AS slice,
        agent AS value,
        landing_age_days AS age_days,
        coalesce(sum(lines) FILTER (died), 0)::BIGINT AS deaths,
        coalesce(sum(lines) FILTER (NOT died), 0)::BIGINT AS censored
    FROM lines
    WHERE counts AND agent IS NOT NULL
    GROUP BY ALL
),
watched AS (
    SELECT
        *,
        -- Lines censored on a day were still watched through it.
        sum(deaths + censored) OVER (PARTITION BY slice, value ORDER BY age_days DESC)::BIGINT AS at_risk
    FROM exits
)
SELECT
    slice,
    value,
    age_days,
    at_risk,
    deaths,
    censored,
    product(1 - deaths / at_risk) OVER (PARTITION BY slice, value ORDER BY age_days) AS survival
FROM watched;
