-- one row per run of lines in the head, with the commit that touched it last and what that did; merges have no
-- operations, and neither has what the repository wants ignored
SELECT
    live.touch_operation AS operation,
    touched.sha          AS sha,
    files.path           AS path,
    live.line            AS line,
    live.lines           AS lines
FROM live_runs AS live
JOIN files ON files.path_id = live.path_id
JOIN commits AS touched ON touched.seq = live.touch_seq
WHERE live.touch_operation NOT IN ('merge', 'unknown') AND NOT touched.ignored
ORDER BY operation, path, line;
