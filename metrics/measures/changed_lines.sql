-- definition: what each commit did to its lines, resolved to times, people and places; the base that the
--   measures of change read. A pair (moved, re-indented, updated, replaced) is one changed line, in the file of
--   its added side. A change enters ratios (in_scope) where it is one of code in source or tests. Shares take
--   rewritten lines for deleted ones (counted_as) and leave out what writes nothing: re-indented lines, and
--   both halves of an undoing, reverted and restored ones. Commits on branches count with the month they landed
--   in.
-- formula: lines of operations, by the landing of their commit
-- unit: lines
-- better: neither
-- source: after GitClear, AI Copilot Code Quality (2025), appendix A0; the rules are Linespan's own
-- grain: one row per commit, path, operation, source of a copy and class of line

CREATE VIEW changed_lines AS
SELECT
    operations.seq,
    date_trunc('month', commits.landed_time AT TIME ZONE 'UTC')::DATE AS period,
    commits.author_name || ' <' || commits.author_email || '>' AS author,
    commits.team,
    operations.path_id,
    folders.path,
    folders.folder,
    folders.language,
    folders.role,
    operations.operation,
    CASE
        WHEN operations.operation IN ('reindented', 'restored', 'reverted') THEN NULL
        WHEN operations.operation = 'rewritten' THEN 'deleted'
        ELSE operations.operation
    END AS counted_as,
    operations.copied_from,
    operations.line_class,
    folders.counted AND operations.line_class = 'code' AS in_scope,
    operations.lines
FROM operations
JOIN commits ON commits.seq = operations.seq
JOIN folders ON folders.path_id = operations.path_id;
