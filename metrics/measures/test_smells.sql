-- definition: of the tests at each snapshot (standing_tests), the share that has no assertion, has nothing in
--   it, or mostly mocks. The rule `all` is any of them. By who wrote the test.
-- formula: smelly / tests
-- unit: share of tests, 0 to 1
-- better: lower
-- source: as standing_tests
-- grain: one row per snapshot, authorship and rule, zeros included

CREATE VIEW test_smells AS
WITH rules AS (
    SELECT unnest(['all', 'test-without-assertion', 'empty-test', 'mostly-mocks']) AS rule
)
SELECT
    tests.snapshot_seq,
    tests.taken,
    tests.authorship,
    rules.rule,
    count(*) AS tests,
    count(*) FILTER (
        list_contains(tests.rules, rules.rule) OR (rules.rule = 'all' AND len(tests.rules) > 0)
    ) AS smelly,
    count(*) FILTER (
        list_contains(tests.rules, rules.rule) OR (rules.rule = 'all' AND len(tests.rules) > 0)
    ) / count(*) AS share
FROM standing_tests AS tests
CROSS JOIN rules
GROUP BY tests.snapshot_seq, tests.taken, tests.authorship, rules.rule;
