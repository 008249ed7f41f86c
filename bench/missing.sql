-- one row per change that lacks an object, with both names of a rename
SELECT
    commits.sha    AS commit,
    files.path     AS path,
    old_files.path AS old
FROM skipped
JOIN commits USING (seq)
JOIN files USING (path_id)
LEFT JOIN file_changes AS changes USING (seq, path_id)
LEFT JOIN files AS old_files ON old_files.path_id = changes.old_path_id
WHERE skipped.reason = 'missing object';
