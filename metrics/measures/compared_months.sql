-- definition: the monthly figures that are compared before and after AI was adopted: moving, the code lines moved
--   of those changed (see operation_shares); young_revisions, the code lines at most 30 days old of those
--   updated, replaced or removed (see revised_code_age); output, the code lines that stood 30 days for the
--   authors active in the month (see durable_output; an author of two teams counts in both); smell_flow, 1,000
--   times the smells that commits landing in the month brought (see new_smells) for their new code lines;
--   complexity_growth, the growth of the mean complexity of functions in the month (see there), for one month.
-- formula: part / whole
-- unit: lines / lines; for output lines / authors; for smell_flow smells / 1,000 lines; for complexity_growth a rate
-- better: neither
-- source: Linespan's own
-- grain: one row per month and figure that has any

CREATE VIEW compared_months AS
SELECT 'moving' AS figure, period, lines AS part, changed AS whole
FROM operation_shares
WHERE operation = 'moved'
UNION ALL
SELECT 'young_revisions' AS figure, period, sum(lines)::BIGINT AS part, any_value(revised) AS whole
FROM revised_code_age
WHERE from_days <= 15
GROUP BY period
UNION ALL
SELECT 'output' AS figure, period, sum(durable)::BIGINT AS part, sum(authors)::BIGINT AS whole
FROM durable_output
GROUP BY period
UNION ALL
SELECT
    'smell_flow' AS figure,
    written.period,
    1000 * count(new_smells.smell_id) AS part,
    any_value(written.lines) AS whole
FROM (
    SELECT period, sum(lines)::BIGINT AS lines
    FROM changed_lines
    WHERE in_scope AND operation IN ('added', 'copied')
    GROUP BY period
) AS written
LEFT JOIN new_smells ON date_trunc('month', new_smells.landed)::DATE = written.period
WHERE EXISTS (FROM snapshots)
GROUP BY written.period
UNION ALL
SELECT 'complexity_growth' AS figure, period, growth AS part, 1 AS whole
FROM complexity_growth;
