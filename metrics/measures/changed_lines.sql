-- definition: what each commit did to its lines, resolved to times, people and places; the base that the
--   measures of change read. A pair (moved, re-indented, updated, replaced) is one changed line, in the file of
--   its added side. A change enters ratios (in_scope) where it is one of code in source or tests. Shares take
--   rewritten lines for deleted ones (counted_as) and leave out what writes nothing: re-indented lines, and
--   both halves of an undoing, reverted and restored ones. Commits on branches count with the month they landed
--   in; merges and ignored commits have no operations. The rules, in this order, each line used once:
--   re-indented, equal but for white space within a hunk; moved, a run of removed lines that stand again
--   elsewhere in the commit, the longest first, of 20 letters and digits or more; updated, within a hunk at most
--   3 words apart (inserted, removed or replaced) and half of the longer line's words at most; replaced, an
--   update whose every substitution the commit makes in 3 places or more, in the place of something; restored,
--   what a revert brings back into the file it was taken from; copied, 5 code lines or more in a row that also
--   stand elsewhere in the tree after the commit (comments, blank lines and imports between do not count, and
--   are copied with the run where they are equal too; of equal runs of one commit the first by path is added;
--   a source in the commit goes before one elsewhere); added. A removed line is rewritten where its hunk puts
--   in its place what continues no line of the hunk, else deleted. Edits that come to more than half of the
--   words a line was born with end it: rewritten and added. Neither a find and replace nor an edit taken back
--   by a revert is such an edit. Work is bounded: of a line removed in more than 50 places the first removed
--   goes with the first added; lines of a hunk of more than 40,000 pairs are compared with those that stand
--   near, and beyond with the one at their place; of a copy's sources the 64 newest that stand are looked at.
--   A merge that edits moved code in its new place writes that line anew.
-- formula: lines of operations, by the landing of their commit
-- unit: lines
-- better: neither
-- source: after GitClear, AI Copilot Code Quality (2025), appendix A0; the rules are Linespan's own
-- grain: one row per commit, path, operation, source of a copy, class of line, authorship and tools

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
    coalesce(operations.authorship, 'unknown') AS authorship,
    operations.agent,
    folders.counted AND operations.line_class = 'code' AS in_scope,
    operations.lines
FROM operations
JOIN commits ON commits.seq = operations.seq
JOIN folders ON folders.path_id = operations.path_id;
