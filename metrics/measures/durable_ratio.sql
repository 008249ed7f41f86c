-- definition: of the lines that landed in the period, and at least the horizon before the mined head, the share
--   that was not removed within the horizon. By two clocks: landing is the measure, committer shows how
--   much it depends on the choice of clock. Lines lost sight of within the horizon are left out. Born and
--   durable add up over periods, authors and folders; ratios do not.
-- formula: durable / born, where durable = born - lines with death - birth <= horizon_days
-- unit: share of lines, 0 to 1
-- better: higher
-- source: Linespan's own
-- grain: one row per month, author, clock and horizon

CREATE VIEW durable_ratio AS
WITH horizons AS (
    SELECT unnest([14, 30, 90, 180, 365]) AS horizon_days
),
dated AS (
    SELECT
        'landing' AS clock,
        date_trunc('month', landing_birth)::DATE AS period,
        author, lines, died, landing_age_days AS age_days, landing_watched_days AS watched_days
    FROM lines
    WHERE counts
    UNION ALL
    SELECT
        'committer' AS clock,
        date_trunc('month', committer_birth)::DATE AS period,
        author, lines, died, committer_age_days AS age_days, committer_watched_days AS watched_days
    FROM lines
    WHERE counts
),
counted AS (
    SELECT
        dated.period,
        dated.author,
        dated.clock,
        horizons.horizon_days,
        sum(dated.lines)::BIGINT AS born,
        coalesce(
            sum(dated.lines) FILTER (NOT dated.died OR dated.age_days > horizons.horizon_days), 0
        )::BIGINT AS durable
    FROM dated
    JOIN horizons
        ON dated.watched_days >= horizons.horizon_days
        AND (dated.died OR dated.age_days >= horizons.horizon_days)
    GROUP BY ALL
)
SELECT period, author, clock, horizon_days, born, durable, durable / born AS ratio
FROM counted;
