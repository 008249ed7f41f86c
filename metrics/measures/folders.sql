-- definition: the folder of a path: its first two segments at most, deep enough to tell packages apart and shallow
--   enough to hold a sample; `.` is the top.
-- formula: the path without its last segment, cut after two
-- unit: none
-- better: neither
-- source: Linespan's own
-- grain: one row per path ever seen

CREATE VIEW folders AS
SELECT
    path_id,
    path,
    CASE
        WHEN contains(path, '/') THEN array_to_string(string_split(path, '/')[1:-2][1:2], '/')
        ELSE '.'
    END AS folder
FROM files;
