-- definition: what was not analysed, and why: versions of a path whose lines could not be followed.
-- formula: count of skipped versions
-- unit: versions of a file
-- better: lower
-- source: Linespan's own
-- grain: one row per reason and path

CREATE VIEW skipped_paths AS
SELECT skipped.reason, files.path, count(*) AS versions
FROM skipped
JOIN files USING (path_id)
GROUP BY skipped.reason, files.path;
