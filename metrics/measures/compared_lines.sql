-- definition: how the new code lines of each commit fared, ready to compare those written with AI with others:
--   of the lines that landed at least 90 days before the mined head, how many were not deleted or rewritten
--   within 90 days (as in durable_ratio, by either clock); of those that landed at least 14 days before it, how
--   many were removed, updated or replaced within 14 days (as in new_code_churn, by landing). A commit may have
--   lines of more than one authorship. Whether its label is uncertain (squash: a squashed branch mixes commits;
--   branch_only: the label rests on a branch's name) is said, and left to whoever compares.
--   The committer's clock counts unlanded lines, too, which by landing are in no ratio: written on a branch, and
--   redone there or dropped by its merge (see lines). Where the difference between AI code and other code has
--   one sign by landing and the other by the committer's clock, it depends on how a team merges, and no claim
--   about it is decided. A difference below 0.05 points, which is shown as 0.0, has no sign.
-- formula: durable_90 / born_90; churned_14 / born_14
-- unit: lines
-- better: neither
-- source: Linespan's own
-- grain: one row per commit, role, language, authorship and clock

CREATE VIEW compared_lines AS
WITH dated AS (
    SELECT
        birth_seq, landed_seq, author, role, language, authorship, lines,
        'landing' AS clock,
        landing_birth AS birth,
        landing_watched_days AS watched_days,
        landing_age_days AS age_days,
        died,
        (died AND landing_age_days <= 14) OR coalesce(landing_update_days <= 14, false) AS churned
    FROM lines
    WHERE counts
    UNION ALL
    SELECT
        birth_seq, landed_seq, author, role, language, authorship, lines,
        'committer' AS clock,
        committer_birth AS birth,
        committer_watched_days AS watched_days,
        committer_age_days AS age_days,
        died,
        NULL AS churned
    FROM lines
    WHERE in_scope AND written
),
judged AS (
    SELECT
        *,
        watched_days >= 90 AND (died OR age_days >= 90) AS told_at_90,
        churned IS NOT NULL AND watched_days >= 14 AND (churned OR age_days >= 14) AS told_at_14
    FROM dated
)
SELECT
    judged.birth_seq AS seq,
    judged.landed_seq,
    judged.author,
    date_trunc('quarter', any_value(judged.birth))::DATE AS quarter,
    judged.role,
    coalesce(judged.language, 'unknown') AS language,
    judged.authorship,
    coalesce(any_value(commits.squash), false) AS squash,
    coalesce(any_value(commits.branch_only), false) AS branch_only,
    judged.clock,
    sum(judged.lines)::BIGINT AS lines,
    coalesce(sum(judged.lines) FILTER (told_at_90), 0)::BIGINT AS born_90,
    coalesce(sum(judged.lines) FILTER (told_at_90 AND NOT (died AND age_days <= 90)), 0)::BIGINT AS durable_90,
    coalesce(sum(judged.lines) FILTER (told_at_14), 0)::BIGINT AS born_14,
    coalesce(sum(judged.lines) FILTER (told_at_14 AND churned), 0)::BIGINT AS churned_14
FROM judged
JOIN commits ON commits.seq = judged.birth_seq
GROUP BY
    judged.birth_seq, judged.landed_seq, judged.author, judged.role, judged.language, judged.authorship,
    judged.clock;
