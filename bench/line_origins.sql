-- one row per line of the head that was neither copied nor put there by a merge: where it stands, and where it was born
SELECT DISTINCT
    files.path               AS path,
    live.line + place        AS line,
    born.sha                 AS birth_sha,
    birth_files.path         AS birth_path,
    live.birth_line + place  AS birth_line
FROM live_runs AS live
CROSS JOIN unnest(range(live.lines)) AS places(place)
JOIN files ON files.path_id = live.path_id
JOIN files AS birth_files ON birth_files.path_id = live.birth_path_id
JOIN commits AS born ON born.seq = live.birth_seq
JOIN line_runs AS runs
    ON runs.birth_seq = live.birth_seq
    AND runs.birth_path_id = live.birth_path_id
    AND live.birth_line + place >= runs.birth_line
    AND live.birth_line + place < runs.birth_line + runs.lines
WHERE runs.birth_operation IN ('added', 'restored')
ORDER BY path, line;
