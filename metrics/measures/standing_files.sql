-- definition: the files that stood at a snapshot, are source or tests and could be read; the base that the
--   measures of smells divide by. A file that could not be read is not here, and nor is any smell of it. What a
--   file is for goes by its content at the snapshot.
-- formula: code_lines is the sum over who wrote them (standing_code)
-- unit: lines
-- better: neither
-- source: Linespan's own
-- grain: one row per snapshot and file

CREATE VIEW standing_files AS
WITH code AS (
    SELECT snapshot_seq, path_id, sum(code_lines)::BIGINT AS code_lines FROM snapshot_lines GROUP BY ALL
)
SELECT
    files.snapshot_seq,
    commits.landed_time AT TIME ZONE 'UTC' AS taken,
    files.snapshot_seq = (SELECT max(snapshot_seq) FROM snapshots) AS at_head,
    files.path_id,
    folders.path,
    folders.folder,
    files.language,
    files.role,
    files.lines,
    coalesce(code.code_lines, 0) AS code_lines,
    files.maintainability
FROM snapshot_files AS files
JOIN commits ON commits.seq = files.snapshot_seq
JOIN folders ON folders.path_id = files.path_id
LEFT JOIN code ON code.snapshot_seq = files.snapshot_seq AND code.path_id = files.path_id
WHERE files.unparsable IS NULL;
