-- one row per copied run of a commit: its place, and that of what it repeats, both in the version after the commit
SELECT
    commits.sha         AS sha,
    files.path          AS path,
    copies.line         AS line,
    copies.lines        AS lines,
    from_files.path     AS from_path,
    copies.from_line    AS from_line,
    copies.copied_from  AS copied_from
FROM copies
JOIN commits ON commits.seq = copies.seq
JOIN files ON files.path_id = copies.path_id
JOIN files AS from_files ON from_files.path_id = copies.from_path_id;
