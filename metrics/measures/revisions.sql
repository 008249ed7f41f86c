-- definition: every update, replacement and removal of a line that had landed before, and how old the line was
--   by then, counted from its own landing. Moving and re-indenting revise nothing. What lands together with the
--   line is no revision: the mainline never saw the line without it (see in_branch_rework). Lines that a revert
--   brought back, or of unknown origin, have no age that means anything and are left out; for updates that goes
--   by commit and path, so that other lines of the same file change go with them. The place is the path that an
--   update was made at, and the one that a removed line was born at.
-- formula: age = landing of the revision - landing of the line, rounded up
-- unit: lines; age in days
-- better: neither
-- source: Linespan's own
-- grain: one row per commit, birth of the lines, kind of revision and class, or finer

CREATE VIEW revisions AS
WITH without_age AS (
    SELECT DISTINCT birth_seq, birth_path_id
    FROM line_runs
    WHERE birth_operation IN ('restored', 'unknown')
),
edits AS (
    SELECT
        touches.seq, touches.birth_seq, touches.path_id, touches.kind, touches.line_class, touches.lines
    FROM line_touches AS touches
    ANTI JOIN without_age
        ON without_age.birth_seq = touches.birth_seq
        AND without_age.birth_path_id = touches.birth_path_id
    WHERE touches.kind IN ('updated', 'replaced')
),
removals AS (
    SELECT
        death_seq AS seq, birth_seq, birth_path_id AS path_id, death_kind AS kind, line_class, lines
    FROM line_runs
    WHERE fate = 'dead' AND death_kind IS NOT NULL AND birth_operation NOT IN ('restored', 'unknown')
),
revised AS (
    FROM edits
    UNION ALL
    FROM removals
)
SELECT
    revised.seq,
    revised.birth_seq,
    date_trunc('month', revision.landed_time AT TIME ZONE 'UTC')::DATE AS period,
    revision.author_name || ' <' || revision.author_email || '>' AS author,
    coalesce(revision.authorship, 'unknown') AS authorship,
    CASE WHEN revision.authorship = 'ai' THEN nullif(array_to_string(revision.agents, '+'), '') END AS agent,
    folders.path,
    folders.folder,
    folders.language,
    folders.role,
    revised.kind,
    revised.line_class,
    folders.counted AND revised.line_class = 'code' AS in_scope,
    ceil((epoch_us(revision.landed_time) - epoch_us(birth.landed_time)) / 86400e6)::INTEGER AS age_days,
    revised.lines
FROM revised
JOIN commits AS revision ON revision.seq = revised.seq
JOIN commits AS birth ON birth.seq = revised.birth_seq
JOIN folders ON folders.path_id = revised.path_id
WHERE revision.landed_seq <> birth.landed_seq;
