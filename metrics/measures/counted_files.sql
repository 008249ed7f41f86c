-- definition: the files that measures count unless told otherwise: source and tests. Documentation, data and
--   what nobody wrote as code (generated, vendored, minified and lock files) are left out, and what the
--   configuration excludes. A file counts under each of its names by the role of that name.
-- formula: role in (source, test)
-- unit: none
-- better: neither
-- source: Linespan's own
-- grain: one row per path of source or test ever seen

CREATE VIEW counted_files AS
SELECT path_id, path, language, role
FROM files
WHERE role IN ('source', 'test');
