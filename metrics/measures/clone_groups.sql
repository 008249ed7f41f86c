-- definition: the clone groups of the head: the same run of 5 or more code lines, imports not counted, in two
--   or more places. A group is here when a place of it is in source or tests, with all of its places. Part of a
--   clone that stands in further places is a group of its own, so groups do not add up; duplicated_lines counts
--   each line once.
-- formula: redundant = code_lines * (places - 1), what would go if one place were left
-- unit: code lines
-- better: lower
-- source: the exact clones of Roy and Cordy, A Survey on Software Clone Detection Research (2007), by lines in
--   their normal form
-- grain: one row per clone group

CREATE VIEW clone_groups AS
SELECT
    duplicates.group_id,
    any_value(duplicates.code_lines) AS code_lines,
    count(*) AS places,
    count(DISTINCT folders.path_id) AS files,
    any_value(duplicates.code_lines) * (count(*) - 1) AS redundant,
    list(
        {'path': folders.path, 'first_line': duplicates.line, 'last_line': duplicates.line + duplicates.lines - 1}
        ORDER BY folders.path, duplicates.line
    ) AS stands_in
FROM duplicates
JOIN folders USING (path_id)
GROUP BY duplicates.group_id
HAVING bool_or(folders.counted);
