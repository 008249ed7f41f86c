-- definition: how many code lines were moved for each one copied. Moving is upkeep: code finds a better place.
--   Copying leaves the old place behind, and both to be kept. NULL where nothing was copied.
-- formula: moved / copied
-- unit: lines moved per line copied
-- better: higher
-- source: after GitClear, AI Copilot Code Quality (2025); the rules are Linespan's own
-- grain: one row per month with changes

CREATE VIEW moved_to_copied AS
WITH counted AS (
    SELECT
        period,
        sum(lines) FILTER (operation = 'moved')::BIGINT AS moved,
        sum(lines) FILTER (operation = 'copied')::BIGINT AS copied
    FROM operation_shares
    GROUP BY period
)
SELECT period, moved, copied, moved / nullif(copied, 0) AS ratio
FROM counted;
