-- definition: the monthly figures that are compared before and after AI was adopted: moving, the code lines moved
--   of those changed (see operation_shares); young_revisions, the code lines at most 30 days old of those
--   updated, replaced or removed (see revised_code_age); output, the code lines that stood 30 days for the
--   authors active in the month (see durable_output; an author of two teams counts in both).
-- formula: part / whole
-- unit: lines / lines; for output lines / authors
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
GROUP BY period;
