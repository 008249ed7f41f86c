-- definition: the smells that stood at a snapshot and count: those that a comment excuses are left out. A smell
--   is `ai`, `bot`, `human` or `unknown` by who wrote more than half of the code lines in its range, else
--   `mixed`.
-- formula: smells of files that could be read, resolved to paths
-- unit: smells
-- better: lower
-- source: the rules name theirs (linespan explain RULE)
-- grain: one row per snapshot and smell

CREATE VIEW standing_smells AS
SELECT
    smells.snapshot_seq,
    files.taken,
    files.at_head,
    smells.smell_id,
    smells.path_id,
    files.path,
    files.folder,
    files.language,
    files.role,
    smells.rule,
    smells.symbol,
    smells.subject,
    smells.start_line,
    smells.end_line,
    smells.value,
    smells.threshold,
    smells.message,
    smells.authorship,
    smells.agent
FROM smells
JOIN standing_files AS files ON files.snapshot_seq = smells.snapshot_seq AND files.path_id = smells.path_id
WHERE smells.excused IS NULL;
