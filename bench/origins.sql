-- one row per place of birth that living lines claim otherwise than lines were born there and live; no rows is
-- as it should be. Only a merge's double of a line shares its place of birth: it is born by merge in a commit
-- that is none.
WITH born AS (
    SELECT
        birth_seq,
        birth_path_id,
        birth_line + place                                       AS line,
        count(*)                                                 AS lines,
        count(*) FILTER (birth_operation <> 'merge' OR is_merge) AS own
    FROM line_runs
    JOIN commits ON seq = birth_seq
    CROSS JOIN unnest(range(lines)) AS places(place)
    WHERE fate = 'alive'
    GROUP BY ALL
),

claimed AS (
    SELECT birth_seq, birth_path_id, birth_line + place AS line, count(*) AS lines
    FROM live_runs
    CROSS JOIN unnest(range(lines)) AS places(place)
    GROUP BY ALL
)

SELECT birth_seq, birth_path_id, line
FROM born
FULL JOIN claimed USING (birth_seq, birth_path_id, line)
WHERE born.lines IS DISTINCT FROM claimed.lines OR born.own > 1;
