-- definition: smells per 1,000 lines of the files that could be read, at each snapshot. Slices: `all`, `role`,
--   `language`, `folder`, `authorship` and `tool` (of the lines in the smell's range). By authorship only code
--   lines are told apart, so there the density is per 1,000 code lines (code_density); `mixed` smells have no
--   lines of their own. The rule `all` is every rule together; every rule that the history ever broke is shown,
--   zeros included.
-- formula: 1000 * smells / lines; code_density = 1000 * smells / code lines
-- unit: smells per 1,000 lines
-- better: lower
-- source: Linespan's own, as `linespan smells` tells it of one tree
-- grain: one row per snapshot, slice, value and rule

CREATE VIEW smell_density AS
WITH standing AS (
    SELECT
        snapshot_seq, taken, counted_as AS rule,
        'all' AS "all", role, language, folder, authorship, agent AS tool,
        count(*) AS smells
    FROM (SELECT *, unnest([rule, 'all']) AS counted_as FROM standing_smells)
    GROUP BY ALL
),
sliced_smells AS (
    UNPIVOT standing ON "all", role, language, folder, authorship, tool INTO NAME slice VALUE value
),
smells_of AS (
    SELECT snapshot_seq, taken, slice, value, rule, sum(smells)::BIGINT AS smells FROM sliced_smells GROUP BY ALL
),
written AS (
    SELECT
        snapshot_seq, taken, 'all' AS "all", role, language, folder,
        sum(lines) AS lines, sum(code_lines) AS code_lines
    FROM standing_files
    GROUP BY ALL
),
sliced_lines AS (
    UNPIVOT written ON "all", role, language, folder INTO NAME slice VALUE value
),
authored AS (
    SELECT files.snapshot_seq, files.taken, written_by.authorship, written_by.agent AS tool,
        sum(written_by.code_lines) AS code_lines
    FROM snapshot_lines AS written_by
    JOIN standing_files AS files
        ON files.snapshot_seq = written_by.snapshot_seq AND files.path_id = written_by.path_id
    GROUP BY ALL
),
sliced_code AS (
    UNPIVOT authored ON authorship, tool INTO NAME slice VALUE value
),
lines_of AS (
    SELECT
        snapshot_seq, taken, slice, value, sum(lines)::BIGINT AS lines, sum(code_lines)::BIGINT AS code_lines
    FROM sliced_lines
    GROUP BY ALL
    UNION ALL
    SELECT snapshot_seq, taken, slice, value, NULL AS lines, sum(code_lines)::BIGINT AS code_lines
    FROM sliced_code
    GROUP BY ALL
),
places AS (
    SELECT snapshot_seq, taken, slice, value FROM lines_of
    UNION
    SELECT snapshot_seq, taken, slice, value FROM smells_of
),
rules AS (
    SELECT 'all' AS rule
    UNION
    SELECT rule FROM standing_smells
)
SELECT
    places.snapshot_seq,
    places.taken,
    places.slice,
    places.value,
    rules.rule,
    coalesce(smells_of.smells, 0) AS smells,
    lines_of.lines,
    lines_of.code_lines,
    1000 * coalesce(smells_of.smells, 0) / nullif(lines_of.lines, 0) AS density,
    1000 * coalesce(smells_of.smells, 0) / nullif(lines_of.code_lines, 0) AS code_density
FROM places
CROSS JOIN rules
LEFT JOIN lines_of USING (snapshot_seq, slice, value)
LEFT JOIN smells_of
    ON smells_of.snapshot_seq = places.snapshot_seq AND smells_of.slice = places.slice
    AND smells_of.value = places.value AND smells_of.rule = rules.rule;
