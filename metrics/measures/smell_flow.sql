-- definition: smells that are new since the snapshot before (new_smells) per 1,000 code lines that landed in
--   between, added or copied; lines edited or moved can bring smells but do not count below the line. Slices:
--   `all`, `authorship`, `tool` and `team` of the commit that brought the smell, for the lines those of the
--   commit that wrote them; `role`, `language`, `folder`. The rule `all` is every rule together; every rule that
--   the history ever broke is shown, zeros included. Smells that no commit brought are in `all` and where they
--   stand.
-- formula: 1000 * new smells / new code lines
-- unit: smells per 1,000 new code lines
-- better: lower
-- source: Linespan's own
-- grain: one row per snapshot, slice, value and rule

CREATE VIEW smell_flow AS
WITH brought AS (
    SELECT
        snapshot_seq, counted_as AS rule,
        'all' AS "all", authorship, agent AS tool,
        CASE WHEN born_seq IS NOT NULL THEN coalesce(team, 'no team') END AS team,
        role, language, folder,
        count(*) AS smells
    FROM (SELECT *, unnest([rule, 'all']) AS counted_as FROM new_smells)
    GROUP BY ALL
),
sliced_smells AS (
    UNPIVOT brought ON "all", authorship, tool, team, role, language, folder INTO NAME slice VALUE value
),
smells_of AS (
    SELECT snapshot_seq, slice, value, rule, sum(smells)::BIGINT AS smells FROM sliced_smells GROUP BY ALL
),
work AS (
    SELECT seq, coalesce(team, 'no team') AS team, role, coalesce(language, 'unknown') AS language, folder,
        sum(lines) AS lines
    FROM changed_lines
    WHERE in_scope AND operation IN ('added', 'copied')
    GROUP BY ALL
),
landed AS (
    SELECT
        snapshots.snapshot_seq, 'all' AS "all", work.team, work.role, work.language, work.folder,
        coalesce(commits.authorship, 'unknown') AS authorship,
        CASE WHEN commits.authorship = 'ai' THEN nullif(array_to_string(commits.agents, '+'), '') END AS tool,
        sum(work.lines) AS lines
    FROM work
    JOIN commits ON commits.seq = work.seq
    ASOF JOIN snapshots ON commits.landed_seq <= snapshots.snapshot_seq
    GROUP BY ALL
),
sliced_lines AS (
    UNPIVOT landed ON "all", authorship, tool, team, role, language, folder INTO NAME slice VALUE value
),
lines_of AS (
    SELECT snapshot_seq, slice, value, sum(lines)::BIGINT AS lines FROM sliced_lines GROUP BY ALL
),
places AS (
    SELECT snapshot_seq, slice, value FROM lines_of
    UNION
    SELECT snapshot_seq, slice, value FROM smells_of
),
rules AS (
    SELECT 'all' AS rule
    UNION
    SELECT rule FROM new_smells
)
SELECT
    places.snapshot_seq,
    commits.landed_time AT TIME ZONE 'UTC' AS taken,
    places.slice,
    places.value,
    rules.rule,
    coalesce(smells_of.smells, 0) AS smells,
    coalesce(lines_of.lines, 0) AS lines,
    1000 * coalesce(smells_of.smells, 0) / nullif(lines_of.lines, 0) AS flow
FROM places
CROSS JOIN rules
JOIN commits ON commits.seq = places.snapshot_seq
LEFT JOIN lines_of USING (snapshot_seq, slice, value)
LEFT JOIN smells_of
    ON smells_of.snapshot_seq = places.snapshot_seq AND smells_of.slice = places.slice
    AND smells_of.value = places.value AND smells_of.rule = rules.rule;
