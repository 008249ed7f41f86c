-- definition: duplicated-lines density: of the code lines in the head's source and tests, the share that stands
--   in some place of a clone group (table duplicates): a run of 5 or more code lines that reads alike in two or
--   more places of the head, wherever the other places are. A line in several groups counts once; an import
--   between a place's lines counts with them. Slices: `all`, `role`, `language`, `folder`.
-- formula: ratio = duplicated / code_lines
-- unit: share of code lines, 0 to 1
-- better: lower
-- source: after SonarQube's duplicated lines density, which counts all lines; five lines as in GitClear, AI
--   Copilot Code Quality (2025)
-- grain: one row per slice and value with code in the head

CREATE VIEW duplicated_lines AS
WITH ordered AS (
    SELECT
        path_id,
        line,
        line + lines AS stop,
        max(line + lines) OVER (
            PARTITION BY path_id ORDER BY line, lines ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM duplicates
),
parted AS (
    -- Of places that overlap each brings the lines that none before it has.
    SELECT path_id, greatest(line, coalesce(covered_to, line)) AS line, stop
    FROM ordered
    WHERE stop > coalesce(covered_to, line)
),
code AS (
    SELECT path_id, line, line + lines AS stop, lines FROM live_runs WHERE line_class = 'code'
),
inside AS (
    SELECT code.path_id, sum(least(code.stop, parted.stop) - greatest(code.line, parted.line)) AS duplicated
    FROM code
    JOIN parted
        ON parted.path_id = code.path_id
        AND parted.line < code.stop
        AND parted.stop > code.line
    GROUP BY code.path_id
),
sizes AS (
    SELECT path_id, sum(lines) AS code_lines FROM code GROUP BY path_id
),
standing AS (
    SELECT
        folders.role,
        folders.language,
        folders.folder,
        sizes.code_lines,
        coalesce(inside.duplicated, 0) AS duplicated
    FROM sizes
    JOIN folders USING (path_id)
    LEFT JOIN inside USING (path_id)
    WHERE folders.counted
),
sliced AS (
    SELECT 'all' AS slice, 'all' AS value, code_lines, duplicated FROM standing
    UNION ALL
    SELECT 'role' AS slice, role AS value, code_lines, duplicated FROM standing
    UNION ALL
    SELECT 'language' AS slice, language AS value, code_lines, duplicated FROM standing
    UNION ALL
    SELECT 'folder' AS slice, folder AS value, code_lines, duplicated FROM standing
)
SELECT
    slice,
    value,
    sum(code_lines)::BIGINT AS code_lines,
    sum(duplicated)::BIGINT AS duplicated,
    sum(duplicated) / sum(code_lines) AS ratio
FROM sliced
WHERE value IS NOT NULL
GROUP BY slice, value;
