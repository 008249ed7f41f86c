-- definition: of the code lines changed by commits that landed in the month, the shares that were added,
--   deleted, updated (a small edit), moved, copied (5 lines or more that stand elsewhere too) and replaced (the
--   same substitution in 3 places or more); they add up to one. Lines re-indented, reverted and restored are
--   left out (see changed_lines, which also slices by author, folder, language and role).
-- formula: lines of the operation / changed, where changed is their sum over the six
-- unit: share of changed lines, 0 to 1
-- better: neither
-- source: after GitClear, AI Copilot Code Quality (2025), appendix A0; the rules are Linespan's own
-- grain: one row per month with changes and operation, zeros included

CREATE VIEW operation_shares AS
WITH kinds AS (
    SELECT unnest(['added', 'deleted', 'updated', 'moved', 'copied', 'replaced']) AS operation
),
counted AS (
    SELECT period, counted_as AS operation, sum(lines)::BIGINT AS lines
    FROM changed_lines
    WHERE in_scope AND counted_as IS NOT NULL
    GROUP BY ALL
),
months AS (
    SELECT period, sum(lines)::BIGINT AS changed FROM counted GROUP BY period
)
SELECT
    months.period,
    kinds.operation,
    coalesce(counted.lines, 0) AS lines,
    months.changed,
    coalesce(counted.lines, 0) / months.changed AS share
FROM months
CROSS JOIN kinds
LEFT JOIN counted ON counted.period = months.period AND counted.operation = kinds.operation;
