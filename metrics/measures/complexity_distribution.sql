-- definition: how complex functions are at each snapshot: cyclomatic complexity, cognitive complexity, length in
--   lines, parameters and nesting. Slices: `all`, `role`, `language`, `authorship` (who wrote more than half of
--   the function's code lines, else `mixed`). A function without a figure, because nothing measures it in its
--   language, is left out of that figure. The limits are those that the rules begin with (cyclomatic 10,
--   cognitive 15, length 60, parameters 5, nesting 4), whatever a configuration sets, so that repositories can
--   be compared.
-- formula: mean, quantiles and maximum over functions; share = functions above the limit / functions
-- unit: as the figure; share of functions, 0 to 1
-- better: lower
-- source: McCabe, A Complexity Measure, IEEE TSE 2 (1976); Campbell, Cognitive Complexity, Sonar (2018)
-- grain: one row per snapshot, slice, value and figure

CREATE VIEW complexity_distribution AS
WITH told AS (
    SELECT
        functions.snapshot_seq,
        files.taken,
        'all' AS "all",
        files.role,
        files.language,
        CASE
            WHEN 2 * functions.ai > code THEN 'ai'
            WHEN 2 * functions.bot > code THEN 'bot'
            WHEN 2 * functions.human > code THEN 'human'
            WHEN 2 * functions.unknown > code THEN 'unknown'
            ELSE 'mixed'
        END AS authorship,
        unnest(['cyclomatic', 'cognitive', 'length', 'parameters', 'nesting']) AS figure,
        unnest([10, 15, 60, 5, 4]) AS above,
        unnest([cyclomatic, cognitive, length, parameters, nesting]) AS amount
    FROM (SELECT *, ai + bot + human + unknown AS code FROM functions) AS functions
    JOIN standing_files AS files
        ON files.snapshot_seq = functions.snapshot_seq AND files.path_id = functions.path_id
),
alike AS (
    SELECT *, count(*) AS functions FROM told WHERE amount IS NOT NULL GROUP BY ALL
),
sliced AS (
    UNPIVOT alike ON "all", role, language, authorship INTO NAME slice VALUE value
),
counted AS (
    SELECT
        snapshot_seq, taken, slice, value, figure, any_value(above) AS above, amount, sum(functions) AS functions
    FROM sliced
    GROUP BY snapshot_seq, taken, slice, value, figure, amount
),
ranked AS (
    SELECT
        *,
        sum(functions) OVER (PARTITION BY snapshot_seq, slice, value, figure ORDER BY amount) AS until,
        sum(functions) OVER (PARTITION BY snapshot_seq, slice, value, figure) AS whole
    FROM counted
)
SELECT
    snapshot_seq,
    taken,
    slice,
    value,
    figure,
    any_value(above) AS above,
    sum(functions)::BIGINT AS functions,
    sum(amount * functions)::BIGINT AS total,
    sum(amount * functions) / sum(functions) AS mean,
    min(amount) FILTER (2 * until >= whole) AS median,
    min(amount) FILTER (10 * until >= 9 * whole) AS ninth_decile,
    max(amount) AS maximum,
    coalesce(sum(functions) FILTER (amount > above), 0)::BIGINT AS functions_above,
    coalesce(sum(functions) FILTER (amount > above), 0) / sum(functions) AS share
FROM ranked
GROUP BY snapshot_seq, taken, slice, value, figure;
