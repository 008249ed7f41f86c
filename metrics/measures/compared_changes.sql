-- definition: what each commit did to code lines, ready to compare commits made with AI with others: the lines
--   it changed, those among them that it copied (runs of 5 or more that also stand elsewhere), and whether it
--   added such a run at all (a duplicate block). Whether the commit's label is uncertain is said as in
--   compared_lines.
-- formula: copied / changed; the share of commits with a duplicate block
-- unit: lines
-- better: neither
-- source: after GitClear, AI Copilot Code Quality (2025), appendix A0; the rules are Linespan's own
-- grain: one row per commit, role, language and authorship that changes code lines

CREATE VIEW compared_changes AS
WITH blocks AS (
    SELECT DISTINCT copies.seq, folders.role, coalesce(folders.language, 'unknown') AS language
    FROM copies
    JOIN folders USING (path_id)
    WHERE folders.counted
),
work AS (
    SELECT
        seq,
        author,
        role,
        coalesce(language, 'unknown') AS language,
        authorship,
        sum(lines)::BIGINT AS changed,
        coalesce(sum(lines) FILTER (counted_as = 'copied'), 0)::BIGINT AS copied
    FROM changed_lines
    WHERE in_scope AND counted_as IS NOT NULL
    GROUP BY ALL
)
SELECT
    work.seq,
    commits.landed_seq,
    work.author,
    date_trunc('quarter', commits.landed_time AT TIME ZONE 'UTC')::DATE AS quarter,
    work.role,
    work.language,
    work.authorship,
    coalesce(commits.squash, false) AS squash,
    coalesce(commits.branch_only, false) AS branch_only,
    work.changed,
    work.copied,
    CASE WHEN blocks.seq IS NULL THEN 0 ELSE work.changed END AS changed_with_block
FROM work
JOIN commits ON commits.seq = work.seq
LEFT JOIN blocks ON blocks.seq = work.seq AND blocks.role = work.role AND blocks.language = work.language;
