-- one row per run of live lines: the last touch, and the origin
SELECT
    files.path         AS path,
    live.line          AS line,
    live.lines         AS lines,
    touched.sha        AS touch_sha,
    born.sha           AS birth_sha,
    birth_files.path   AS birth_path,
    live.birth_line    AS birth_line
FROM live_runs AS live
JOIN files ON files.path_id = live.path_id
JOIN files AS birth_files ON birth_files.path_id = live.birth_path_id
JOIN commits AS touched ON touched.seq = live.touch_seq
JOIN commits AS born ON born.seq = live.birth_seq
ORDER BY path, line;
