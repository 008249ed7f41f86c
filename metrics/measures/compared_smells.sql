-- definition: the code lines of the head by the commit that wrote them and the file that they stand in, ready to
--   compare those written with AI with others: how many smells they have, and of the lines that stand in a test
--   how many stand in one that tests little (standing_tests). A smell counts once, shared out evenly among the
--   code lines in its range; one that has none in its range is not here. Files that could not be read are not
--   here. Whether the commit's label is uncertain is said as in compared_lines.
-- formula: smells / lines; weak_test_lines / test_lines
-- unit: lines; smells
-- better: neither
-- source: Linespan's own
-- grain: one row per commit, file and authorship that has code lines in the head

CREATE VIEW compared_smells AS
WITH standing AS (
    SELECT
        files.path_id, files.role, files.language,
        runs.line AS first_line,
        runs.line + runs.lines - 1 AS last_line,
        runs.lines,
        runs.birth_seq AS seq,
        coalesce(runs.authorship, 'unknown') AS authorship
    FROM live_runs AS runs
    JOIN standing_files AS files ON files.path_id = runs.path_id AND files.at_head
    WHERE runs.line_class = 'code'
),
shared AS (
    SELECT
        standing.seq, standing.path_id, standing.authorship,
        least(standing.last_line, smells.end_line) - greatest(standing.first_line, smells.start_line) + 1 AS within,
        sum(within) OVER (PARTITION BY smells.smell_id) AS whole
    FROM standing_smells AS smells
    JOIN standing
        ON standing.path_id = smells.path_id
        AND standing.first_line <= smells.end_line AND standing.last_line >= smells.start_line
    WHERE smells.at_head
),
smelling AS (
    SELECT seq, path_id, authorship, sum(within / whole) AS smells FROM shared GROUP BY ALL
),
tested AS (
    SELECT
        standing.seq, standing.path_id, standing.authorship,
        least(standing.last_line, tests.end_line) - greatest(standing.first_line, tests.start_line) + 1 AS within,
        len(tests.rules) > 0 AS weak
    FROM standing_tests AS tests
    JOIN standing
        ON standing.path_id = tests.path_id
        AND standing.first_line <= tests.end_line AND standing.last_line >= tests.start_line
    WHERE tests.at_head
),
testing AS (
    SELECT
        seq, path_id, authorship,
        sum(within)::BIGINT AS test_lines,
        coalesce(sum(within) FILTER (weak), 0)::BIGINT AS weak_test_lines
    FROM tested
    GROUP BY ALL
),
written AS (
    SELECT
        seq, path_id, authorship, any_value(role) AS role, any_value(language) AS language,
        sum(lines)::BIGINT AS lines
    FROM standing
    GROUP BY seq, path_id, authorship
)
SELECT
    written.seq,
    commits.landed_seq,
    written.path_id,
    commits.author_name || ' <' || commits.author_email || '>' AS author,
    date_trunc('quarter', commits.landed_time AT TIME ZONE 'UTC')::DATE AS quarter,
    written.role,
    written.language,
    written.authorship,
    coalesce(commits.squash, false) AS squash,
    coalesce(commits.branch_only, false) AS branch_only,
    written.lines,
    coalesce(smelling.smells, 0) AS smells,
    coalesce(testing.test_lines, 0) AS test_lines,
    coalesce(testing.weak_test_lines, 0) AS weak_test_lines
FROM written
JOIN commits ON commits.seq = written.seq
LEFT JOIN smelling
    ON smelling.seq = written.seq AND smelling.path_id = written.path_id
    AND smelling.authorship = written.authorship
LEFT JOIN testing
    ON testing.seq = written.seq AND testing.path_id = written.path_id
    AND testing.authorship = written.authorship;
