-- definition: the durable ratio of the whole history by landing, as in durable_ratio, by what the lines are or
--   where they stand: slices `role`, `language`, `folder`, `team`, `authorship` and `tool` (AI tools that had a
--   hand in them; lines without one are in no slice). A language that neither name nor first line tells is
--   `unknown`, who is in no team is in `no team`.
-- formula: durable / born, where durable = born - lines with death - birth <= horizon_days
-- unit: share of lines, 0 to 1
-- better: higher
-- source: as durable_ratio
-- grain: one row per slice, value and horizon

CREATE VIEW durable_places AS
WITH horizons AS (
    SELECT unnest([14, 30, 90, 180, 365]) AS horizon_days
),
alike AS (
    SELECT
        role,
        coalesce(language, 'unknown') AS language,
        folder,
        coalesce(team, 'no team') AS team,
        authorship,
        agent AS tool,
        died,
        least(landing_age_days, 365 + 1) AS age_days,
        least(landing_watched_days, 365) AS watched_days,
        sum(lines) AS lines
    FROM lines
    WHERE counts
    GROUP BY ALL
),
counted AS (
    SELECT
        alike.role, alike.language, alike.folder, alike.team, alike.authorship, alike.tool,
        horizons.horizon_days,
        sum(alike.lines) AS born,
        coalesce(
            sum(alike.lines) FILTER (NOT alike.died OR alike.age_days > horizons.horizon_days), 0
        ) AS durable
    FROM alike
    JOIN horizons
        ON alike.watched_days >= horizons.horizon_days
        AND (alike.died OR alike.age_days >= horizons.horizon_days)
    GROUP BY ALL
),
sliced AS (
    UNPIVOT counted ON role, language, folder, team, authorship, tool INTO NAME slice VALUE value
)
SELECT
    slice,
    value,
    horizon_days,
    sum(born)::BIGINT AS born,
    sum(durable)::BIGINT AS durable,
    sum(durable) / sum(born) AS ratio
FROM sliced
GROUP BY slice, value, horizon_days;
