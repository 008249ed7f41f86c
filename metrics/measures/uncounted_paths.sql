-- definition: what no measure counts, because it is neither source nor test, with the rule that says so: its
--   lines in the head, and those ever written at the path. Lines that a revert brought back or a merge dropped
--   for their twin were not written there.
-- formula: sums of lines over paths that are not counted
-- unit: lines
-- better: neither
-- source: Linespan's own; roles after GitHub's linguist attributes, names and first lines
-- grain: one row per path that is not counted

CREATE VIEW uncounted_paths AS
WITH born AS (
    SELECT path, sum(lines)::BIGINT AS written
    FROM lines
    WHERE written AND NOT counted
    GROUP BY path
),
standing AS (
    SELECT path_id, sum(lines)::BIGINT AS live_lines
    FROM live_runs
    GROUP BY path_id
)
SELECT
    files.role,
    files.rule,
    files.path,
    coalesce(born.written, 0) AS written,
    coalesce(standing.live_lines, 0) AS live_lines
FROM files
JOIN folders USING (path_id)
LEFT JOIN standing USING (path_id)
LEFT JOIN born ON born.path = files.path
WHERE NOT folders.counted;
