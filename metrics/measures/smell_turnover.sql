-- definition: what became of smells from one snapshot to the next: how many are there for the first time (born),
--   gone although their file could be read (healed), further beyond their limit (worse), or in another place
--   (moved). Those that a comment excuses are left out, so that what stands also changes by excuses, and by files
--   that can not be read. At the first snapshot all are born. The rule `all` is every rule together.
-- formula: smell_events, each with its smell as the snapshot shows it, a healed one as the last that shows it
-- unit: smells
-- better: neither
-- source: Linespan's own
-- grain: one row per snapshot and rule that something became of

CREATE VIEW smell_turnover AS
WITH events AS (
    SELECT
        smell_events.smell_id,
        smell_events.snapshot_seq,
        smell_events.event,
        CASE smell_events.event
            WHEN 'healed' THEN lives.last_snapshot ELSE smell_events.snapshot_seq
        END AS shown_by
    FROM smell_events
    JOIN smell_lives AS lives ON lives.smell_id = smell_events.smell_id
),
counting AS (
    SELECT events.snapshot_seq, events.event, unnest([smells.rule, 'all']) AS rule
    FROM events
    JOIN standing_smells AS smells
        ON smells.smell_id = events.smell_id AND smells.snapshot_seq = events.shown_by
)
SELECT
    counting.snapshot_seq,
    commits.landed_time AT TIME ZONE 'UTC' AS taken,
    counting.rule,
    count(*) FILTER (counting.event = 'born') AS born,
    count(*) FILTER (counting.event = 'healed') AS healed,
    count(*) FILTER (counting.event = 'worsened') AS worse,
    count(*) FILTER (counting.event = 'moved') AS moved
FROM counting
JOIN commits ON commits.seq = counting.snapshot_seq
GROUP BY ALL;
