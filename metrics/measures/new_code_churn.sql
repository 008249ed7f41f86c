-- definition: of the code lines that landed in the month, and at least 14 days before the mined head, the share
--   that was removed, updated or replaced within 14 days; a line counts once. Moving and re-indenting do not
--   count, and neither do edits that landed together with the line. An edit on a branch counts from its landing,
--   also where the merge threw its text away. So churn is at least what the 14-day durable ratio lacks to one:
--   it adds the lines that lived on through an edit. The folder is that of the path the line was born at, its
--   first two segments at most; `.` is the top. Lines lost sight of within 14 days without having churned are
--   left out.
-- formula: churned / born
-- unit: share of lines, 0 to 1
-- better: lower
-- source: after GitClear, AI Copilot Code Quality (2025), whose term and two weeks these are
-- grain: one row per month of landing, author, authorship, tools and folder

CREATE VIEW new_code_churn AS
WITH judged AS (
    SELECT
        date_trunc('month', landing_birth)::DATE AS period,
        author,
        authorship,
        agent,
        folder,
        lines,
        landing_age_days,
        (died AND landing_age_days <= 14) OR coalesce(landing_update_days <= 14, false) AS churned
    FROM lines
    WHERE counts AND landing_watched_days >= 14
),
counted AS (
    SELECT
        period,
        author,
        authorship,
        agent,
        folder,
        sum(lines)::BIGINT AS born,
        coalesce(sum(lines) FILTER (churned), 0)::BIGINT AS churned
    FROM judged
    WHERE churned OR landing_age_days >= 14
    GROUP BY ALL
)
SELECT period, author, authorship, agent, folder, born, churned, churned / born AS ratio
FROM counted;
