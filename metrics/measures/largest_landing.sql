-- definition: the one mainline commit that brought the most of a year's new code lines. A mass import or
--   vendored code can be most of what landed in a year; the ratios of the year then say how long that lasted.
-- formula: share = lines / born, lines counted as in durable_ratio whatever their age
-- unit: share of lines, 0 to 1
-- better: neither
-- source: Linespan's own
-- grain: one row per year in which lines landed

CREATE VIEW largest_landing AS
WITH landings AS (
    SELECT year(landing_birth)::INTEGER AS year, landed_seq, sum(lines)::BIGINT AS lines
    FROM lines
    WHERE counts
    GROUP BY ALL
),
years AS (
    SELECT
        year,
        sum(lines)::BIGINT AS born,
        max(lines) AS lines,
        arg_max(landed_seq, (lines, -landed_seq)) AS landed_seq  -- of equals the first
    FROM landings
    GROUP BY year
)
SELECT years.year, commits.sha, commits.subject, years.lines, years.born, years.lines / years.born AS share
FROM years
JOIN commits ON commits.seq = years.landed_seq;
