-- definition: of the code lines that landed in the period, and at least the horizon before the mined head, the
--   share that was not deleted or rewritten within the horizon; moved, re-indented or slightly edited, a line
--   goes on. By two clocks: landing is the measure, committer shows how much it depends on the choice of clock.
--   By the committer's, lines that were written on a branch and never landed count as well: nothing in a
--   commit's date says that the mainline never saw them. Lines lost sight of within the horizon are left out.
--   Born and durable add up over periods, authors and folders; ratios do not.
-- formula: durable / born, where durable = born - lines with death - birth <= horizon_days
-- unit: share of lines, 0 to 1
-- better: higher
-- source: Linespan's own
-- grain: one row per month, author, authorship, tools, clock and horizon

CREATE VIEW durable_ratio AS
WITH horizons AS (
    SELECT unnest([14, 30, 90, 180, 365]) AS horizon_days
),
dated AS (
    SELECT
        'landing' AS clock,
        date_trunc('month', landing_birth)::DATE AS period,
        author, authorship, agent, lines, died,
        landing_age_days AS age_days, landing_watched_days AS watched_days
    FROM lines
    WHERE counts
    UNION ALL
    SELECT
        'committer' AS clock,
        date_trunc('month', committer_birth)::DATE AS period,
        author, authorship, agent, lines, died,
        committer_age_days AS age_days, committer_watched_days AS watched_days
    FROM lines
    WHERE in_scope AND written
),
-- Every run meets every horizon, so runs that no horizon tells apart are summed up before: half the time.
alike AS (
    SELECT
        period,
        author,
        authorship,
        agent,
        clock,
        died,
        least(age_days, 365 + 1) AS age_days,
        least(watched_days, 365) AS watched_days,
        sum(lines) AS lines
    FROM dated
    GROUP BY ALL
),
counted AS (
    SELECT
        alike.period,
        alike.author,
        alike.authorship,
        alike.agent,
        alike.clock,
        horizons.horizon_days,
        sum(alike.lines)::BIGINT AS born,
        coalesce(
            sum(alike.lines) FILTER (NOT alike.died OR alike.age_days > horizons.horizon_days), 0
        )::BIGINT AS durable
    FROM alike
    JOIN horizons
        ON alike.watched_days >= horizons.horizon_days
        AND (alike.died OR alike.age_days >= horizons.horizon_days)
    GROUP BY ALL
)
SELECT period, author, authorship, agent, clock, horizon_days, born, durable, durable / born AS ratio
FROM counted;
