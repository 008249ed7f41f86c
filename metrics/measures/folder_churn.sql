-- definition: new-code churn over the whole history by the folder the lines were born in, beside the code lines
--   that stand in the folder today. Folders are cut at two segments; `.` is the top.
-- formula: churned / born, as in new_code_churn
-- unit: share of lines, 0 to 1
-- better: lower
-- source: as new_code_churn
-- grain: one row per folder that lines were born in or stand in

CREATE VIEW folder_churn AS
WITH churn AS (
    SELECT folder, sum(born)::BIGINT AS born, sum(churned)::BIGINT AS churned
    FROM new_code_churn
    GROUP BY folder
),
standing AS (
    SELECT folders.folder, sum(live_runs.lines)::BIGINT AS live_lines
    FROM live_runs
    JOIN folders ON folders.path_id = live_runs.path_id
    WHERE folders.counted AND live_runs.line_class = 'code'
    GROUP BY folders.folder
)
SELECT
    folder,
    coalesce(churn.born, 0) AS born,
    coalesce(churn.churned, 0) AS churned,
    churn.churned / churn.born AS ratio,
    coalesce(standing.live_lines, 0) AS live_lines
FROM churn
FULL JOIN standing USING (folder);
