-- definition: of the code lines written in commits that landed in the month, the share that never stood in any
--   mainline tree: written on a branch and gone again before, or when, it was merged. Lines that gave way to a
--   twin, and lines a revert brought back, were not written there and do not count.
-- formula: unlanded / written, where written = alive + dead + unlanded
-- unit: share of lines, 0 to 1
-- better: neither
-- source: Linespan's own
-- grain: one row per month of landing, author, authorship and tools

CREATE VIEW in_branch_rework AS
WITH counted AS (
    SELECT
        date_trunc('month', landing_birth)::DATE AS period,
        author,
        authorship,
        agent,
        sum(lines)::BIGINT AS written,
        coalesce(sum(lines) FILTER (fate = 'unlanded'), 0)::BIGINT AS unlanded
    FROM lines
    WHERE in_scope AND written
    GROUP BY ALL
)
SELECT period, author, authorship, agent, written, unlanded, unlanded / written AS ratio
FROM counted;
