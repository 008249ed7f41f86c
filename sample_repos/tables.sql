-- What the sections of an expected.txt are compared with: one query a section, under the section's name.
-- Commits are named by their subjects, which are unique within a story.

-- [lines]
SELECT
    born.subject         AS commit,
    files.path           AS path,
    runs.birth_line      AS line,
    runs.lines           AS lines,
    runs.line_class      AS class,
    runs.birth_operation AS operation,
    touched.subject      AS touched,
    runs.fate            AS fate,
    died.subject         AS death,
    runs.death_kind      AS kind
FROM line_runs AS runs
JOIN commits AS born ON born.seq = runs.birth_seq
JOIN files ON files.path_id = runs.birth_path_id
LEFT JOIN commits AS touched ON touched.seq = runs.first_touch_seq
LEFT JOIN commits AS died ON died.seq = runs.death_seq;

-- [live]
SELECT
    files.path           AS path,
    live.line            AS line,
    live.lines           AS lines,
    live.line_class      AS class,
    born.subject         AS commit,
    birth_files.path     AS birth_path,
    live.birth_line      AS birth_line,
    touch.subject        AS touch,
    live.touch_operation AS operation
FROM live_runs AS live
JOIN commits AS born ON born.seq = live.birth_seq
JOIN commits AS touch ON touch.seq = live.touch_seq
JOIN files ON files.path_id = live.path_id
JOIN files AS birth_files ON birth_files.path_id = live.birth_path_id;

-- [operations]
SELECT
    commits.subject        AS commit,
    files.path             AS path,
    operations.operation   AS operation,
    operations.copied_from AS copied_from,
    operations.line_class  AS class,
    operations.lines       AS lines
FROM operations
JOIN commits USING (seq)
JOIN files USING (path_id);

-- [touches]
SELECT
    commits.subject    AS commit,
    touches.kind       AS kind,
    files.path         AS path,
    touches.line_class AS class,
    born.subject       AS birth,
    birth_files.path   AS birth_path,
    touches.lines      AS lines
FROM line_touches AS touches
JOIN commits USING (seq)
JOIN commits AS born ON born.seq = touches.birth_seq
JOIN files ON files.path_id = touches.path_id
JOIN files AS birth_files ON birth_files.path_id = touches.birth_path_id;

-- [copies]
SELECT
    commits.subject    AS commit,
    files.path         AS path,
    copies.line        AS line,
    copies.lines       AS lines,
    from_files.path    AS from_path,
    copies.from_line   AS from_line,
    copies.copied_from AS copied_from
FROM copies
JOIN commits USING (seq)
JOIN files ON files.path_id = copies.path_id
JOIN files AS from_files ON from_files.path_id = copies.from_path_id;

-- [duplicates]
SELECT
    duplicates.group_id   AS group,
    files.path            AS path,
    duplicates.line       AS line,
    duplicates.lines      AS lines,
    duplicates.code_lines AS code
FROM duplicates
JOIN files USING (path_id);

-- [changes]
SELECT
    commits.subject AS commit,
    changes.status  AS status,
    files.path      AS path,
    old_files.path  AS old,
    changes.added   AS added,
    changes.deleted AS deleted
FROM file_changes AS changes
JOIN commits USING (seq)
JOIN files ON files.path_id = changes.path_id
LEFT JOIN files AS old_files ON old_files.path_id = changes.old_path_id;

-- [skipped]
SELECT
    commits.subject AS commit,
    files.path      AS path,
    skipped.reason  AS reason
FROM skipped
JOIN commits USING (seq)
JOIN files USING (path_id);

-- [commits]
SELECT
    commits.subject     AS commit,
    landed.subject      AS landed,
    strftime(commits.landed_time AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS landed_time,
    commits.is_merge    AS merge,
    commits.author_name AS author
FROM commits
JOIN commits AS landed ON landed.seq = commits.landed_seq;

-- [run]
UNPIVOT (
    SELECT CAST(COLUMNS(*) AS VARCHAR)
    FROM (
        SELECT * REPLACE (strftime(as_of AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS as_of)
        FROM mining_run
    )
)
ON COLUMNS(*)
INTO NAME key VALUE value;
