-- definition: folders in which code is complex and does not last: the new-code churn of the folder (folder_churn)
--   times the mean cyclomatic complexity of the functions that stand in it (hotspots). Neither grows with the
--   size of the folder, and so the product does not. Without a snapshot there is no complexity.
-- formula: hotspot = churned / born * complexity / functions
-- unit: share of lines times decision points
-- better: lower
-- source: after Tornhill, Your Code as a Crime Scene (2015), who multiplies how often code changes with how complex
--   it is
-- grain: one row per folder in which code stands

CREATE VIEW folder_hotspots AS
WITH complex AS (
    SELECT
        folder,
        sum(functions)::BIGINT AS functions,
        sum(complexity) / sum(functions) AS mean_complexity
    FROM hotspots
    GROUP BY folder
)
SELECT
    churn.folder,
    churn.live_lines,
    churn.born,
    churn.churned,
    churn.ratio,
    complex.functions,
    complex.mean_complexity,
    churn.ratio * complex.mean_complexity AS hotspot
FROM folder_churn AS churn
LEFT JOIN complex ON complex.folder = churn.folder
WHERE churn.live_lines > 0;
