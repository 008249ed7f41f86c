-- definition: who wrote what, by year: the commits that are no merges, the new code lines, and of these those that
--   stand in the mined head. A commit or line is `ai` where its message, its authors, a branch's name or a note
--   say that an AI tool wrote or co-wrote it; `bot` where other automation did; `human` where a note says a
--   person did, or where it is older than such tools; else `unknown`. What carries no sign may have been written
--   with AI all the same: completion leaves none, people strip trailers, squashing loses them. So the share of
--   `ai` is a lower bound.
-- formula: counts and sums; by year of landing
-- unit: commits, lines
-- better: neither
-- source: Linespan's own
-- grain: one row per year, authorship and tools

CREATE VIEW ai_share AS
WITH work AS (
    SELECT
        year(landed_time AT TIME ZONE 'UTC')::INTEGER AS year,
        coalesce(authorship, 'unknown') AS authorship,
        CASE WHEN authorship = 'ai' THEN nullif(array_to_string(agents, '+'), '') END AS agent,
        1 AS commits,
        0 AS written,
        0 AS live
    FROM commits
    WHERE NOT is_merge
    UNION ALL
    SELECT
        year(landing_birth)::INTEGER AS year,
        authorship,
        agent,
        0 AS commits,
        CASE WHEN written THEN lines ELSE 0 END AS written,
        CASE WHEN fate = 'alive' THEN lines ELSE 0 END AS live
    FROM lines
    WHERE in_scope
)
SELECT
    year,
    authorship,
    agent,
    sum(commits)::BIGINT AS commits,
    sum(written)::BIGINT AS written_lines,
    sum(live)::BIGINT AS live_lines
FROM work
GROUP BY ALL;
