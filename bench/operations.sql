-- one row per commit and path with operations: the lines that they add there and the lines that they remove;
-- a pair does both, and stands at the path of the line that it adds
SELECT
    commits.sha AS commit,
    files.path  AS path,
    coalesce(sum(lines) FILTER (operation NOT IN ('deleted', 'rewritten', 'reverted')), 0)::BIGINT AS added,
    coalesce(sum(lines) FILTER (operation NOT IN ('added', 'copied', 'restored')), 0)::BIGINT      AS removed
FROM operations
JOIN commits USING (seq)
JOIN files USING (path_id)
GROUP BY ALL;
