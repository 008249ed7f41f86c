-- definition: the files where complex code is changed often: how many commits that landed in the year before the
--   mined head changed the file, times the sum of its functions' cyclomatic complexity at the head. A file is
--   its path: changes before a rename are not its. Files that could not be read, or have no function, are not
--   here.
-- formula: hotspot = changes * complexity
-- unit: commits times decision points
-- better: lower
-- source: Tornhill, Your Code as a Crime Scene (2015)
-- grain: one row per file of the head

CREATE VIEW hotspots AS
WITH changed AS (
    SELECT
        changes.path_id,
        count(DISTINCT changes.seq) AS changes_ever,
        count(DISTINCT changes.seq)
            FILTER (commits.landed_time > mining_run.as_of - INTERVAL 365 DAY) AS changes,
        count(DISTINCT commits.author_name || ' <' || commits.author_email || '>')
            FILTER (commits.landed_time > mining_run.as_of - INTERVAL 365 DAY) AS authors
    FROM file_changes AS changes
    JOIN commits ON commits.seq = changes.seq
    CROSS JOIN mining_run
    GROUP BY changes.path_id
),
complex AS (
    SELECT
        snapshot_seq,
        path_id,
        sum(cyclomatic)::BIGINT AS complexity,
        sum(cognitive)::BIGINT AS cognitive,
        count(*) AS functions,
        max(cyclomatic) AS most_complex
    FROM functions
    GROUP BY ALL
),
smelly AS (
    SELECT path_id, count(*) AS smells FROM standing_smells WHERE at_head GROUP BY path_id
)
SELECT
    files.path,
    files.folder,
    files.language,
    files.role,
    files.lines,
    complex.functions,
    complex.complexity,
    complex.cognitive,
    complex.most_complex,
    coalesce(changed.changes, 0) AS changes,
    coalesce(changed.changes_ever, 0) AS changes_ever,
    coalesce(changed.authors, 0) AS authors,
    coalesce(smelly.smells, 0) AS smells,
    coalesce(changed.changes, 0) * complex.complexity AS hotspot
FROM standing_files AS files
JOIN complex ON complex.snapshot_seq = files.snapshot_seq AND complex.path_id = files.path_id
LEFT JOIN changed ON changed.path_id = files.path_id
LEFT JOIN smelly ON smelly.path_id = files.path_id
WHERE files.at_head;
