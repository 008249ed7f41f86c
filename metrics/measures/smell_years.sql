-- definition: smells that came with commits landing in the year (new_smells) per 1,000 code lines that landed in it,
--   added or copied, and the mean cyclomatic complexity of functions at the year's last snapshot.
-- formula: 1000 * new smells / new code lines
-- unit: smells per 1,000 new code lines; complexity
-- better: lower
-- source: as smell_flow and complexity_distribution
-- grain: one row per year with new code lines, new smells or a snapshot

CREATE VIEW smell_years AS
WITH brought AS (
    SELECT date_trunc('year', landed)::DATE AS period, count(*) AS smells FROM new_smells GROUP BY ALL
),
written AS (
    SELECT date_trunc('year', period)::DATE AS period, sum(lines)::BIGINT AS lines
    FROM changed_lines
    WHERE in_scope AND operation IN ('added', 'copied') AND EXISTS (FROM snapshots)
    GROUP BY ALL
),
complexity AS (
    SELECT date_trunc('year', taken)::DATE AS period, arg_max(mean, snapshot_seq) AS mean
    FROM complexity_distribution
    WHERE slice = 'all' AND figure = 'cyclomatic'
    GROUP BY ALL
)
SELECT
    period,
    coalesce(brought.smells, 0) AS smells,
    coalesce(written.lines, 0) AS lines,
    1000 * coalesce(brought.smells, 0) / nullif(written.lines, 0) AS flow,
    complexity.mean AS mean_complexity
FROM written
FULL JOIN brought USING (period)
FULL JOIN complexity USING (period);
