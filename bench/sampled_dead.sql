-- one row per run of lines that a commit removed: where it was born, and what removed it
SELECT
    runs.death_kind  AS operation,
    died.sha         AS sha,
    born.sha         AS birth_sha,
    files.path       AS path,
    runs.birth_line  AS line,
    runs.lines       AS lines
FROM line_runs AS runs
JOIN files ON files.path_id = runs.birth_path_id
JOIN commits AS born ON born.seq = runs.birth_seq
JOIN commits AS died ON died.seq = runs.death_seq
WHERE runs.fate = 'dead' AND runs.death_kind IN ('deleted', 'rewritten', 'reverted') AND NOT died.ignored
ORDER BY operation, sha, birth_sha, path, line;
