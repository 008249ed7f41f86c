-- definition: the smells that stand at the head and count, each with who wrote its lines (written_by, written_with:
--   see standing_smells) and with the commit whose version of its file first shows it (new_smells): who brought
--   it, and when that landed. Where no commit did (another file took what it depends on away), brought_by is NULL
--   and the date is that of the first snapshot that shows it.
-- formula: standing_smells at the head, resolved to the commits of smell_lives
-- unit: smells
-- better: lower
-- source: Linespan's own, as `linespan smells` lists them
-- grain: one row per smell

CREATE VIEW head_smells AS
SELECT
    smells.smell_id,
    smells.path,
    smells.folder,
    smells.language,
    smells.role,
    smells.rule,
    smells.symbol,
    smells.subject,
    smells.start_line,
    smells.end_line,
    smells.value,
    smells.threshold,
    smells.message,
    smells.authorship AS written_by,
    smells.agent AS written_with,
    brought.sha AS brought_by,
    brought.subject AS commit_subject,
    brought.author_name || ' <' || brought.author_email || '>' AS author,
    brought.team,
    CASE WHEN brought.seq IS NOT NULL THEN coalesce(brought.authorship, 'unknown') END AS authorship,
    CASE WHEN brought.authorship = 'ai' THEN nullif(array_to_string(brought.agents, '+'), '') END AS agent,
    coalesce(brought.landed_time, shown.landed_time) AT TIME ZONE 'UTC' AS landed
FROM standing_smells AS smells
JOIN smell_lives AS lives ON lives.smell_id = smells.smell_id
JOIN commits AS shown ON shown.seq = lives.first_snapshot
LEFT JOIN commits AS brought ON brought.seq = lives.born_seq
WHERE smells.at_head;
