-- definition: of the code lines changed by commits that landed in the month, the share that revises or removes
--   a line of the last two weeks: updated, replaced, deleted, rewritten or reverted within 14 days of its
--   landing. It asks of a month's work how much goes into what has only just been written; new_code_churn asks
--   of new lines how many are worked on again. Changed lines are those of operation_shares and the reverted
--   ones. Lines that a merge itself drops are no change of a commit.
-- formula: young / changed
-- unit: share of changed lines, 0 to 1
-- better: lower
-- source: after the churn of GitClear, AI Copilot Code Quality (2025)
-- grain: one row per month with changes

CREATE VIEW churned_share AS
WITH work AS (
    SELECT period, sum(lines)::BIGINT AS changed
    FROM changed_lines
    WHERE in_scope AND (counted_as IS NOT NULL OR operation = 'reverted')
    GROUP BY period
),
rework AS (
    SELECT period, sum(lines)::BIGINT AS young
    FROM revisions
    WHERE in_scope AND kind <> 'merge' AND age_days <= 14
    GROUP BY period
)
SELECT
    work.period,
    work.changed,
    coalesce(rework.young, 0) AS young,
    coalesce(rework.young, 0) / work.changed AS ratio
FROM work
LEFT JOIN rework USING (period);
