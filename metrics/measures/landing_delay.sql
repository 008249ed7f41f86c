-- definition: how long commits waited between being committed and landing on the mainline. Below zero where the
--   committer's clock ran ahead.
-- formula: quantiles of landed_time - committer_time over commits
-- unit: days
-- better: neither
-- source: Linespan's own
-- grain: one row

CREATE VIEW landing_delay AS
WITH delays AS (
    SELECT (epoch_us(landed_time) - epoch_us(committer_time)) / 86400e6 AS days FROM commits
)
SELECT
    quantile_cont(days, 0.5) AS median_days,
    quantile_cont(days, 0.9) AS ninth_decile_days,
    count(*) FILTER (days > 14) / count(*) AS share_over_14_days
FROM delays;
