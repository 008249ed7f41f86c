-- definition: the smells that no snapshot before had, with the commit whose version of the file first shows
--   them: who brought them, and when that landed. Where no commit since the snapshot before touched the file
--   (another file took what it depends on away), nobody did, and the date is the snapshot's. A smell that came
--   and went between two snapshots is not here, nor is one that a comment excused from the start. Everything at
--   the first snapshot is new.
-- formula: smell_lives at their first snapshot
-- unit: smells
-- better: lower
-- source: Linespan's own
-- grain: one row per smell

CREATE VIEW new_smells AS
SELECT
    lives.smell_id,
    lives.rule,
    lives.first_snapshot AS snapshot_seq,
    smells.taken,
    lives.born_seq,
    coalesce(brought.landed_time AT TIME ZONE 'UTC', smells.taken) AS landed,
    brought.author_name || ' <' || brought.author_email || '>' AS author,
    brought.team,
    CASE WHEN lives.born_seq IS NOT NULL THEN coalesce(brought.authorship, 'unknown') END AS authorship,
    CASE WHEN brought.authorship = 'ai' THEN nullif(array_to_string(brought.agents, '+'), '') END AS agent,
    smells.path,
    smells.folder,
    smells.language,
    smells.role
FROM smell_lives AS lives
JOIN standing_smells AS smells
    ON smells.smell_id = lives.smell_id AND smells.snapshot_seq = lives.first_snapshot
LEFT JOIN commits AS brought ON brought.seq = lives.born_seq;
