-- definition: the measures that are shares of lines or of commits, by who wrote them: each month's part and whole.
--   durable_N, of new code lines those that stood N days (durable_ratio); churn_14 (new_code_churn); unlanded, of
--   code lines written those that never landed (in_branch_rework); added, deleted, updated, moved, copied,
--   replaced, of changed code lines (operation_shares); repeated, of new code lines (repeated_lines); young, of
--   changed code lines those that revise or remove a line at most 14 days old (churned_share); young_revised,
--   the same of revised code lines (revised_code_age); block, of commits that change code those that add a
--   duplicate block (duplicate_blocks). Of changes and revisions it is the commit that revises which counts,
--   not the one that wrote the line. A higher durable is better, and a lower churn_14, repeated, young and block.
-- formula: part / whole; both add up over months and tools, the quotients do not
-- unit: lines, commits
-- better: neither
-- source: as the views that are named
-- grain: one row per measure, month, authorship and tools

CREATE VIEW by_authorship AS
WITH work AS (
    SELECT seq, period, path_id, authorship, agent, operation, counted_as, sum(lines)::BIGINT AS lines
    FROM changed_lines
    WHERE in_scope
    GROUP BY ALL
),
changed AS (
    SELECT
        period,
        authorship,
        agent,
        coalesce(sum(lines) FILTER (counted_as IS NOT NULL), 0)::BIGINT AS changed,
        coalesce(sum(lines) FILTER (counted_as IS NOT NULL OR operation = 'reverted'), 0)::BIGINT AS touched
    FROM work
    GROUP BY ALL
),
kinds AS (
    SELECT unnest(['added', 'deleted', 'updated', 'moved', 'copied', 'replaced']) AS operation
),
operated AS (
    SELECT period, authorship, agent, counted_as AS operation, sum(lines)::BIGINT AS lines
    FROM work
    WHERE counted_as IS NOT NULL
    GROUP BY ALL
),
revised AS (
    SELECT
        period,
        authorship,
        agent,
        sum(lines)::BIGINT AS revised,
        coalesce(sum(lines) FILTER (age_days <= 14), 0)::BIGINT AS young,
        coalesce(sum(lines) FILTER (age_days <= 14 AND kind <> 'merge'), 0)::BIGINT AS young_changed
    FROM revisions
    WHERE in_scope
    GROUP BY ALL
),
-- The repeated lines of a file are counted together: where they have several writers, by the commit's label.
new_lines AS (
    SELECT seq, period, path_id, sum(lines)::BIGINT AS written
    FROM work
    WHERE operation IN ('added', 'copied')
    GROUP BY ALL
),
labels AS (
    SELECT
        seq,
        coalesce(authorship, 'unknown') AS authorship,
        CASE WHEN authorship = 'ai' THEN nullif(array_to_string(agents, '+'), '') END AS agent
    FROM commits
),
copying AS (
    SELECT DISTINCT copies.seq FROM copies JOIN folders USING (path_id) WHERE folders.counted
),
changing AS (
    SELECT DISTINCT seq, period FROM work WHERE counted_as IS NOT NULL
)
SELECT
    'durable_' || horizon_days AS measure, period, authorship, agent,
    sum(durable)::BIGINT AS part, sum(born)::BIGINT AS whole
FROM durable_ratio
WHERE clock = 'landing'
GROUP BY ALL
UNION ALL
SELECT 'churn_14', period, authorship, agent, sum(churned)::BIGINT, sum(born)::BIGINT
FROM new_code_churn
GROUP BY ALL
UNION ALL
SELECT 'unlanded', period, authorship, agent, sum(unlanded)::BIGINT, sum(written)::BIGINT
FROM in_branch_rework
GROUP BY ALL
UNION ALL
SELECT
    kinds.operation, changed.period, changed.authorship, changed.agent,
    coalesce(operated.lines, 0), changed.changed
FROM changed
CROSS JOIN kinds
LEFT JOIN operated
    ON operated.period = changed.period
    AND operated.authorship = changed.authorship
    AND operated.agent IS NOT DISTINCT FROM changed.agent
    AND operated.operation = kinds.operation
WHERE changed.changed > 0
UNION ALL
SELECT
    'repeated', new_lines.period, labels.authorship, labels.agent,
    sum(file_changes.repeated)::BIGINT, sum(new_lines.written)::BIGINT
FROM new_lines
JOIN file_changes ON file_changes.seq = new_lines.seq AND file_changes.path_id = new_lines.path_id
JOIN labels ON labels.seq = new_lines.seq
GROUP BY ALL
UNION ALL
SELECT
    'young', changed.period, changed.authorship, changed.agent,
    coalesce(revised.young_changed, 0), changed.touched
FROM changed
LEFT JOIN revised
    ON revised.period = changed.period
    AND revised.authorship = changed.authorship
    AND revised.agent IS NOT DISTINCT FROM changed.agent
WHERE changed.touched > 0
UNION ALL
SELECT 'young_revised', period, authorship, agent, young, revised
FROM revised
UNION ALL
SELECT
    'block', changing.period, labels.authorship, labels.agent,
    count(copying.seq)::BIGINT, count(*)::BIGINT
FROM changing
JOIN labels ON labels.seq = changing.seq
LEFT JOIN copying ON copying.seq = changing.seq
GROUP BY ALL;
