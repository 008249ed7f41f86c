-- definition: the new code lines of each commit by how long they lived or were watched, by landing: what survival
--   curves of lines written with AI and of others are drawn from.
-- formula: age and died as in lines
-- unit: lines, days
-- better: neither
-- source: Linespan's own
-- grain: one row per commit, role, language, authorship, age in days and whether the lines died at it

CREATE VIEW compared_lives AS
SELECT
    lines.birth_seq AS seq,
    lines.landed_seq,
    lines.author,
    date_trunc('quarter', lines.landing_birth)::DATE AS quarter,
    lines.role,
    coalesce(lines.language, 'unknown') AS language,
    lines.authorship,
    coalesce(commits.squash, false) AS squash,
    coalesce(commits.branch_only, false) AS branch_only,
    lines.landing_age_days AS age_days,
    lines.died,
    sum(lines.lines)::BIGINT AS lines
FROM lines
JOIN commits ON commits.seq = lines.birth_seq
WHERE lines.counts
GROUP BY ALL;
