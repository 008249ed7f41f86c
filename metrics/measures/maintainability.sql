-- definition: the maintainability index of Python files at each snapshot, from 0 (hard to maintain) to 100.
--   Below 10 is radon's rank C, the limit of low-maintainability. Files of other languages, and those that could
--   not be read, have none. Slices: `all`, `role`, `folder`.
-- formula: mean and median over files; share = files below 10 / files
-- unit: index, 0 to 100; share of files, 0 to 1
-- better: higher
-- source: Coleman et al., Using Metrics to Evaluate Software System Maintainability, Computer 27 (1994), in
--   radon's form
-- grain: one row per snapshot, slice and value

CREATE VIEW maintainability AS
WITH told AS (
    SELECT snapshot_seq, taken, 'all' AS "all", role, folder, maintainability AS index, lines
    FROM standing_files
    WHERE maintainability IS NOT NULL
),
sliced AS (
    UNPIVOT told ON "all", role, folder INTO NAME slice VALUE value
)
SELECT
    snapshot_seq,
    taken,
    slice,
    value,
    count(*) AS files,
    avg(index) AS mean,
    median(index) AS median,
    min(index) AS worst,
    count(*) FILTER (index < 10) AS files_low,
    count(*) FILTER (index < 10) / count(*) AS share
FROM sliced
GROUP BY snapshot_seq, taken, slice, value;
