-- definition: the code lines that landed in the month and still stood 30 days later, for each author active in
--   it. Active is who has a commit landing in the month that changes code. Months count that ended at least 30
--   days before the mined head. It is a figure of a team: lines are no measure of a person, and more is not
--   better by itself. Teams are those of the configuration; who is in none is in `no team`.
-- formula: durable / authors, where durable = lines landed - lines with death - birth <= 30 days
-- unit: lines per active author and month
-- better: neither
-- source: Linespan's own
-- grain: one row per month and team with an active author

CREATE VIEW durable_output AS
WITH active AS (
    SELECT period, coalesce(team, 'no team') AS team, count(DISTINCT author) AS authors
    FROM changed_lines
    WHERE in_scope
    GROUP BY ALL
),
standing AS (
    SELECT
        date_trunc('month', landing_birth)::DATE AS period,
        coalesce(team, 'no team') AS team,
        sum(lines)::BIGINT AS durable
    FROM lines
    WHERE counts AND landing_age_days > 30 - (NOT died)::INTEGER
    GROUP BY ALL
)
SELECT
    active.period,
    active.team,
    active.authors,
    coalesce(standing.durable, 0) AS durable,
    coalesce(standing.durable, 0) / active.authors AS per_author
FROM active
LEFT JOIN standing USING (period, team)
CROSS JOIN mining_run
WHERE mining_run.as_of AT TIME ZONE 'UTC' >= active.period + INTERVAL 1 MONTH + INTERVAL 30 DAYS;
