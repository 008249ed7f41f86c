-- one row per run of lines in the head: origin, last touch, and how that touch wrote them
SELECT
    files.path           AS path,
    live.line            AS line,
    live.lines           AS lines,
    born.sha             AS birth_sha,
    birth_files.path     AS birth_path,
    live.birth_line      AS birth_line,
    touched.sha          AS touch_sha,
    live.touch_operation AS operation
FROM live_runs AS live
JOIN files ON files.path_id = live.path_id
JOIN files AS birth_files ON birth_files.path_id = live.birth_path_id
JOIN commits AS born ON born.seq = live.birth_seq
JOIN commits AS touched ON touched.seq = live.touch_seq;
