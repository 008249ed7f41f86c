-- one row per non-merge commit and path that is not short of an object
SELECT
    commits.sha     AS commit,
    files.path      AS path,
    old_files.path  AS old,
    changes.added   AS added,
    changes.deleted AS deleted
FROM file_changes AS changes
JOIN commits USING (seq)
JOIN files USING (path_id)
LEFT JOIN files AS old_files ON old_files.path_id = changes.old_path_id
ANTI JOIN (SELECT seq, path_id FROM skipped WHERE reason = 'missing object') AS missing
    ON missing.seq = changes.seq AND missing.path_id = changes.path_id;
