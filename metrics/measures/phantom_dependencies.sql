-- definition: the imports of the head that are no standard library, no module of the repository and no declared
--   dependency, each with the commit that brought it. Such a name may be an invented one, and whoever registers
--   it decides what is installed. brought_by is NULL where no commit touched the file: then something else (a
--   declaration) was taken away.
-- formula: smells of the rule phantom-dependency at the head
-- unit: imports
-- better: lower
-- source: Spracklen et al., We Have a Package for You!, USENIX Security (2025), arXiv 2406.10279; deptry DEP001
-- grain: one row per file and name

CREATE VIEW phantom_dependencies AS
SELECT
    smells.subject AS name,
    smells.path,
    smells.start_line AS line,
    smells.role,
    commits.sha AS brought_by,
    new_smells.author,
    commits.subject,
    new_smells.landed,
    new_smells.authorship,
    new_smells.agent
FROM standing_smells AS smells
LEFT JOIN new_smells USING (smell_id)
LEFT JOIN commits ON commits.seq = new_smells.born_seq
WHERE smells.at_head AND smells.rule = 'phantom-dependency';
