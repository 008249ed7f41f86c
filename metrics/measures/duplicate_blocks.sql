-- definition: how often commits that landed in the month add a duplicate block: a run of 5 or more code lines
--   that also stands elsewhere in the tree after the commit (table copies). Of the commits that change code
--   lines, the share that adds one; and blocks for every million changed code lines, which does not depend on
--   how large commits are.
-- formula: ratio = copying / commits; per_million = 1,000,000 * blocks / changed, changed as in
--   operation_shares
-- unit: share of commits, 0 to 1; blocks per million changed lines
-- better: lower
-- source: after GitClear, AI Copilot Code Quality (2025); where a block begins and ends is Linespan's own rule
-- grain: one row per month with changes

CREATE VIEW duplicate_blocks AS
WITH work AS (
    SELECT period, count(DISTINCT seq) AS commits, sum(lines)::BIGINT AS changed
    FROM changed_lines
    WHERE in_scope AND counted_as IS NOT NULL
    GROUP BY period
),
added AS (
    SELECT
        date_trunc('month', commits.landed_time AT TIME ZONE 'UTC')::DATE AS period,
        count(DISTINCT copies.seq) AS copying,
        count(*) AS blocks
    FROM copies
    JOIN folders USING (path_id)
    JOIN commits USING (seq)
    WHERE folders.counted
    GROUP BY period
)
SELECT
    work.period,
    work.commits,
    coalesce(added.copying, 0) AS copying,
    coalesce(added.copying, 0) / work.commits AS ratio,
    coalesce(added.blocks, 0) AS blocks,
    work.changed,
    1e6 * coalesce(added.blocks, 0) / work.changed AS per_million
FROM work
LEFT JOIN added USING (period);
