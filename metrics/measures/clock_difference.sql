-- definition: the durable ratio of the whole history by each of the two clocks. Landing is when the mainline got a
--   commit, committer what the commit itself says. By the committer's, work redone on a branch before it lands
--   counts as code that did not last: lines that never landed are in the committer's ratio, and in none by
--   landing (see in_branch_rework). A wide gap means that much is redone there, and that figures from committer
--   times depend on how a team merges: a squashed branch hides what a merged one shows. Verdicts on AI code ask
--   both clocks (see compared_lines).
-- formula: difference = landing_ratio - committer_ratio
-- unit: share of lines, 0 to 1
-- better: neither
-- source: Linespan's own
-- grain: one row per horizon

CREATE VIEW clock_difference AS
WITH by_clock AS (
    SELECT
        horizon_days,
        sum(born) FILTER (clock = 'landing')::BIGINT AS landing_born,
        sum(durable) FILTER (clock = 'landing')::BIGINT AS landing_durable,
        sum(born) FILTER (clock = 'committer')::BIGINT AS committer_born,
        sum(durable) FILTER (clock = 'committer')::BIGINT AS committer_durable
    FROM durable_ratio
    GROUP BY horizon_days
)
SELECT
    horizon_days,
    landing_born,
    committer_born,
    landing_durable / landing_born AS landing_ratio,
    committer_durable / committer_born AS committer_ratio,
    landing_durable / landing_born - committer_durable / committer_born AS difference
FROM by_clock;
