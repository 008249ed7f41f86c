-- one row per run of lines that a commit removed for good
SELECT
    born.sha         AS birth_sha,
    files.path       AS path,
    runs.birth_line  AS line,
    runs.lines       AS lines,
    died.sha         AS death_sha,
    runs.death_kind  AS kind
FROM line_runs AS runs
JOIN files ON files.path_id = runs.birth_path_id
JOIN commits AS born ON born.seq = runs.birth_seq
JOIN commits AS died ON died.seq = runs.death_seq
WHERE runs.fate = 'dead';
