-- definition: the share of smells still there at an age, counted from the first snapshot that shows them; a
--   smell that came and went between two snapshots was never seen, so age begins with being seen. A smell is
--   gone at the landing of the first snapshot without it, which is late by up to the distance of two snapshots.
--   One that stands, or whose file can no longer be read, leaves the sample unharmed at the last snapshot that
--   shows it. Slices: `all`, `rule`, and at the first snapshot `authorship`, `tool`.
-- formula: product over ages a up to age_days of (1 - healed(a) / at_risk(a))
-- unit: share of smells, 0 to 1; age in days since the first snapshot
-- better: lower
-- source: Kaplan and Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958)
-- grain: one row per slice, value and age in days at which a smell was healed or left the sample

CREATE VIEW smell_survival AS
WITH dated AS (
    SELECT
        'all' AS "all",
        smells.rule,
        smells.authorship,
        smells.agent AS tool,
        lives.healed_snapshot IS NOT NULL AS healed,
        ceil(
            (epoch_us(final.landed_time) - epoch_us(shown.landed_time)) / 86400e6
        )::INTEGER AS age_days
    FROM smell_lives AS lives
    JOIN standing_smells AS smells
        ON smells.smell_id = lives.smell_id AND smells.snapshot_seq = lives.first_snapshot
    JOIN commits AS shown ON shown.seq = lives.first_snapshot
    JOIN commits AS final ON final.seq = coalesce(lives.healed_snapshot, lives.last_snapshot)
),
alike AS (
    SELECT
        "all", rule, authorship, tool, age_days,
        count(*) FILTER (healed) AS healed, count(*) FILTER (NOT healed) AS censored
    FROM dated
    GROUP BY ALL
),
sliced AS (
    UNPIVOT alike ON "all", rule, authorship, tool INTO NAME slice VALUE value
),
exits AS (
    SELECT
        slice, value, age_days, sum(healed)::BIGINT AS healed, sum(censored)::BIGINT AS censored
    FROM sliced
    GROUP BY ALL
),
watched AS (
    SELECT
        *,
        sum(healed + censored) OVER (PARTITION BY slice, value ORDER BY age_days DESC)::BIGINT AS at_risk
    FROM exits
)
SELECT
    slice,
    value,
    age_days,
    at_risk,
    healed,
    censored,
    product(1 - healed / at_risk) OVER (PARTITION BY slice, value ORDER BY age_days) AS survival
FROM watched;
