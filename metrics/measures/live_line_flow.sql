-- definition: how many code lines of a landing year came to stand in the mainline in a month, and how many
--   ceased to. What the burndown adds up; for one author, sum born - ended over the months with `WHERE author =
--   ...`. Lines brought back or of unknown origin count here: they do stand in the tree. A line lost sight of
--   ends with the version that could not be read; its like is born anew at the next readable one.
-- formula: born = lines landed in the month; ended = lines dead or lost sight of in the month
-- unit: lines
-- better: neither
-- source: Linespan's own
-- grain: one row per month, cohort (year of landing), author, authorship and tools

CREATE VIEW live_line_flow AS
WITH events AS (
    SELECT landing_birth AS changed, landing_birth, author, authorship, agent, lines AS born, 0 AS ended
    FROM lines
    WHERE in_scope AND fate IN ('alive', 'dead')
    UNION ALL
    SELECT landing_end AS changed, landing_birth, author, authorship, agent, 0 AS born, lines AS ended
    FROM lines
    WHERE in_scope AND fate = 'dead'
)
SELECT
    date_trunc('month', changed)::DATE AS period,
    year(landing_birth)::INTEGER AS cohort,
    author,
    authorship,
    agent,
    sum(born)::BIGINT AS born,
    sum(ended)::BIGINT AS ended
FROM events
GROUP BY ALL;
