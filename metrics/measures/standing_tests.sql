-- definition: the tests at each snapshot: functions of Python test files that pytest or unittest would collect
--   by their names (test..., in no other such function), and whether they test little: no assertion, nothing in
--   them, or more set up with mocks than asserted of results. Who wrote one goes by more than half of its code
--   lines.
-- formula: functions of test files, with smells of test-without-assertion, empty-test and mostly-mocks
-- unit: tests
-- better: neither
-- source: after tsDetect (Peruma et al., ESEC/FSE 2020) and Hora and Robbes (MSR 2026)
-- grain: one row per snapshot and test

CREATE VIEW standing_tests AS
WITH weak AS (
    SELECT snapshot_seq, path_id, symbol, start_line, end_line, list(DISTINCT rule ORDER BY rule) AS rules
    FROM standing_smells
    WHERE rule IN ('test-without-assertion', 'empty-test', 'mostly-mocks')
    GROUP BY ALL
)
SELECT
    functions.snapshot_seq,
    files.taken,
    files.at_head,
    functions.path_id,
    files.path,
    files.folder,
    functions.symbol,
    functions.start_line,
    functions.end_line,
    CASE
        WHEN 2 * functions.ai > code THEN 'ai'
        WHEN 2 * functions.bot > code THEN 'bot'
        WHEN 2 * functions.human > code THEN 'human'
        WHEN 2 * functions.unknown > code THEN 'unknown'
        ELSE 'mixed'
    END AS authorship,
    coalesce(weak.rules, []) AS rules
FROM (
    SELECT *, ai + bot + human + unknown AS code, string_split(symbol, '.') AS names FROM functions
) AS functions
JOIN standing_files AS files
    ON files.snapshot_seq = functions.snapshot_seq AND files.path_id = functions.path_id
LEFT JOIN weak
    ON weak.snapshot_seq = functions.snapshot_seq AND weak.path_id = functions.path_id
    AND weak.symbol = functions.symbol
    AND weak.start_line <= functions.end_line AND weak.end_line >= functions.start_line
WHERE files.role = 'test' AND files.language = 'python'
    AND starts_with(names[-1], 'test')
    AND len(list_filter(names[:-2], lambda name: starts_with(name, 'test'))) = 0;
