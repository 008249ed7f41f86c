-- definition: the size of the history and of the head tree. Lines added and deleted are git's own counts over
--   the non-merge commits; live lines are those of every text file in the head tree, and code lines those among
--   them that the measures count: code in source and tests.
-- formula: counts and sums
-- unit: commits, people, files, lines, things skipped
-- better: neither
-- source: git log --no-merges -M -U0 --numstat
-- grain: one row

CREATE VIEW totals AS
WITH history AS (
    SELECT
        count(*) AS commits,
        count(*) FILTER (is_merge) AS merges,
        count(DISTINCT author_name || ' <' || author_email || '>') AS authors,
        min(landed_time) AT TIME ZONE 'UTC' AS first_landing,
        max(landed_time) AT TIME ZONE 'UTC' AS last_landing
    FROM commits
),
changes AS (
    SELECT
        coalesce(sum(added), 0)::BIGINT AS lines_added,
        coalesce(sum(deleted), 0)::BIGINT AS lines_deleted
    FROM file_changes
),
tree AS (
    SELECT
        coalesce(sum(lines), 0)::BIGINT AS live_lines,
        count(DISTINCT path_id) AS live_files,
        coalesce(
            sum(lines) FILTER (folders.counted AND line_class = 'code'), 0
        )::BIGINT AS live_code_lines
    FROM live_runs
    JOIN folders USING (path_id)
),
left_out AS (
    SELECT count(*) AS skipped FROM skipped
)
SELECT * FROM history, changes, tree, left_out;
