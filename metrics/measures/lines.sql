-- definition: every run of lines with its birth and its end resolved to times, people and places; the base that
--   the measures read. A line is one from the commit that wrote it on, through moves, re-indents, find and
--   replace and small edits, until a commit deletes or rewrites it. In scope (`in_scope`) are lines of code, by
--   their class at birth, in paths that are `counted` (role source or test); comments, documentation and lines
--   of keywords alone are there to be asked for by line_class. The clocks are landing (when the mainline got
--   the commit) and committer (what the commit itself says). A run enters ratios, curves and churn (`counts`)
--   when it is in scope, once stood in a mainline tree and was written there, not brought back: fates unlanded
--   and superseded, and births restored and unknown, are left out. The committer's clock knows no mainline and
--   takes in unlanded runs too (`written`): they end with the commit that removed them on their branch, or,
--   where none did, with the merge that landed the branch without them, at the latest. Ages are whole days: a
--   death on day n came after more than n - 1 and at most n days; a run without a death is known to have lived
--   its full age. A run lost sight of (an end without a death kind) is censored on the last whole day before.
-- formula: age = death - birth, rounded up; or as_of - birth, rounded down
-- unit: lines, days
-- better: neither
-- source: Linespan's own; the whole graph says who wrote a line, the mainline when it landed
-- grain: one row per run of lines with one birth, one class, one authorship, one first update and one fate

CREATE VIEW lines AS
WITH people_and_times AS (
    SELECT
        seq,
        landed_seq,
        author_name || ' <' || author_email || '>' AS author,
        team,
        landed_time AT TIME ZONE 'UTC' AS landed,
        committer_time AT TIME ZONE 'UTC' AS committed
    FROM commits
),
now AS (
    SELECT as_of AT TIME ZONE 'UTC' AS as_of FROM mining_run
),
resolved AS (
    SELECT
        runs.birth_seq,
        birth.landed_seq,
        runs.lines,
        runs.fate,
        runs.death_kind,
        runs.line_class,
        runs.birth_operation,
        coalesce(runs.authorship, 'unknown') AS authorship,
        runs.agent,
        birth.author,
        birth.team,
        folders.path,
        folders.folder,
        folders.language,
        folders.role,
        folders.counted,
        folders.counted AND runs.line_class = 'code' AS in_scope,
        runs.fate <> 'superseded' AND runs.birth_operation NOT IN ('restored', 'unknown') AS written,
        runs.death_kind IS NOT NULL OR (runs.fate = 'unlanded' AND runs.death_seq IS NULL) AS died,
        runs.death_kind IS NULL AND runs.death_seq IS NOT NULL AS lost,
        birth.landed AS landing_birth,
        death.landed AS landing_end,
        birth.committed AS committer_birth,
        death.committed AS committer_end,
        (epoch_us(now.as_of) - epoch_us(birth.landed)) / 86400e6 AS landing_watched,
        (epoch_us(death.landed) - epoch_us(birth.landed)) / 86400e6 AS landing_life,
        (epoch_us(now.as_of) - epoch_us(birth.committed)) / 86400e6 AS committer_watched,
        (epoch_us(death.committed) - epoch_us(birth.committed)) / 86400e6 AS committer_life,
        (epoch_us(touch.landed) - epoch_us(birth.landed)) / 86400e6 AS landing_until_update
    FROM line_runs AS runs
    CROSS JOIN now
    JOIN people_and_times AS birth ON birth.seq = runs.birth_seq
    JOIN folders ON folders.path_id = runs.birth_path_id
    LEFT JOIN people_and_times AS death
        ON death.seq = CASE
            WHEN runs.fate = 'unlanded' THEN coalesce(runs.death_seq, birth.landed_seq) ELSE runs.death_seq
        END
    LEFT JOIN people_and_times AS touch ON touch.seq = runs.first_touch_seq
)
SELECT
    birth_seq,
    landed_seq,
    lines,
    fate,
    death_kind,
    line_class,
    birth_operation,
    authorship,
    agent,
    author,
    team,
    path,
    folder,
    language,
    role,
    counted,
    in_scope,
    written,
    in_scope AND written AND fate <> 'unlanded' AS counts,
    died,
    landing_birth,
    landing_end,
    committer_birth,
    committer_end,
    floor(landing_watched)::INTEGER AS landing_watched_days,
    floor(committer_watched)::INTEGER AS committer_watched_days,
    -- Committer times can run backwards along a branch; a life is never shorter than nothing.
    CASE
        WHEN died THEN greatest(ceil(landing_life), 0)
        WHEN lost THEN greatest(ceil(landing_life) - 1, 0)
        ELSE floor(landing_watched)
    END::INTEGER AS landing_age_days,
    CASE
        WHEN died THEN greatest(ceil(committer_life), 0)
        WHEN lost THEN greatest(ceil(committer_life) - 1, 0)
        ELSE floor(committer_watched)
    END::INTEGER AS committer_age_days,
    ceil(landing_until_update)::INTEGER AS landing_update_days
FROM resolved;
