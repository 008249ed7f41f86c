-- definition: since when the repository has been written with AI: from the first month with 3 commits or more that
--   are labelled `ai`, or from the month of the first marker (a file such as AGENTS.md that sets a tool up),
--   whichever is earlier; NULL where there is neither. Both are given, because each misses cases: some leave
--   trailers and no marker, others a marker months before the first trailer. Where settings keep a tool from
--   signing its commits (attribution_off), labels since then are missing rather than absent.
-- formula: least(first month with 3 commits labelled ai, month of the first marker), by landing
-- unit: the day a month begins on; days
-- better: neither
-- source: Linespan's own, one rule set beforehand
-- grain: one row

CREATE VIEW adoption AS
WITH labelled AS (
    SELECT landed_time AT TIME ZONE 'UTC' AS landed
    FROM commits
    WHERE authorship = 'ai' AND NOT is_merge
),
months AS (
    SELECT date_trunc('month', landed)::DATE AS period FROM labelled GROUP BY period HAVING count(*) >= 3
),
by_commits AS (
    SELECT
        (SELECT min(landed)::DATE FROM labelled) AS first_commit,
        (SELECT min(period) FROM months) AS commits_month
),
markers AS (
    SELECT
        min(commits.landed_time AT TIME ZONE 'UTC')::DATE AS first_marker,
        arg_min(files.path, commits.landed_time) AS marker,
        arg_min(agent_markers.tool, commits.landed_time) AS marker_tool
    FROM agent_markers
    JOIN files USING (path_id)
    JOIN file_changes USING (path_id)
    JOIN commits USING (seq)
),
switches AS (
    SELECT
        min(commits.landed_time AT TIME ZONE 'UTC')
            FILTER (attribution_settings.off)::DATE AS attribution_off,
        coalesce(arg_max(attribution_settings.off, seq), false) AS attribution_off_now
    FROM attribution_settings
    JOIN commits USING (seq)
)
SELECT
    by_commits.first_commit,
    by_commits.commits_month,
    markers.first_marker,
    markers.marker,
    markers.marker_tool,
    least(by_commits.commits_month, date_trunc('month', markers.first_marker)::DATE) AS adopted,
    switches.attribution_off,
    switches.attribution_off_now
FROM by_commits
CROSS JOIN markers
CROSS JOIN switches;
