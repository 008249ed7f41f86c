-- definition: the durable ratio by landing with what tells how sure it is. Lines that landed together share their
--   fate, so a month says as much as it has landings, not lines: the sums over landings (the mainline commits
--   that brought the lines) of squares and products, from which the error of the ratio follows. All columns but
--   the first two add up over months.
-- formula: ratio = durable / born; its variance = (durable_squares - 2 ratio durable_born + ratio^2 born_squares)
--   / born^2 * landings / (landings - 1)
-- unit: lines, landings
-- better: neither
-- source: Cochran, Sampling Techniques (3rd ed., 1977), 6.4: the variance of a ratio over clusters
-- grain: one row per month and horizon

CREATE VIEW durable_landings AS
WITH horizons AS (
    SELECT unnest([14, 30, 90, 180, 365]) AS horizon_days
),
alike AS (
    SELECT
        date_trunc('month', landing_birth)::DATE AS period,
        landed_seq,
        died,
        least(landing_age_days, 365 + 1) AS age_days,
        least(landing_watched_days, 365) AS watched_days,
        sum(lines) AS lines
    FROM lines
    WHERE counts
    GROUP BY ALL
),
landings AS (
    SELECT
        alike.period,
        horizons.horizon_days,
        alike.landed_seq,
        sum(alike.lines)::DOUBLE AS born,
        coalesce(
            sum(alike.lines) FILTER (NOT alike.died OR alike.age_days > horizons.horizon_days), 0
        )::DOUBLE AS durable
    FROM alike
    JOIN horizons
        ON alike.watched_days >= horizons.horizon_days
        AND (alike.died OR alike.age_days >= horizons.horizon_days)
    GROUP BY ALL
)
SELECT
    period,
    horizon_days,
    count(*) AS landings,
    sum(born)::BIGINT AS born,
    sum(durable)::BIGINT AS durable,
    sum(born * born) AS born_squares,
    sum(durable * durable) AS durable_squares,
    sum(durable * born) AS durable_born
FROM landings
GROUP BY ALL;
