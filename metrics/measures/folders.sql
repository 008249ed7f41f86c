-- definition: how a path is counted. Its folder is its first two segments at most, deep enough to tell packages
--   apart and shallow enough to hold a sample; `.` is the top. The measures count what people write as code:
--   paths with the role source or test, not documentation, data, and what is generated, vendored, minified, a
--   lock file or excluded by the configuration.
-- formula: the path without its last segment, cut after two; counted = role is source or test
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
    END AS folder,
    language,
    role,
    role IN ('source', 'test') AS counted
FROM files;
