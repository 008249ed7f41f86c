-- definition: the imports of the head that are no standard library, no module of the repository and no declared
--   dependency, each with the commit that brought it. Such a name may be an invented one, and whoever registers
--   it decides what is installed. brought_by is NULL where no commit touched the file: then something else (a
--   declaration) was taken away.
-- formula: head_smells of the rule phantom-dependency
-- unit: imports
-- better: lower
-- source: Spracklen et al., We Have a Package for You!, USENIX Security (2025), arXiv 2406.10279; deptry DEP001
-- grain: one row per file and name

CREATE VIEW phantom_dependencies AS
SELECT
    subject AS name,
    path,
    start_line AS line,
    role,
    brought_by,
    author,
    commit_subject AS subject,
    landed,
    authorship,
    agent
FROM head_smells
WHERE rule = 'phantom-dependency';
