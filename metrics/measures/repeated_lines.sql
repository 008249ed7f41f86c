-- definition: of the new code lines (added or copied) of commits that landed in the month, the share that the
--   same commit also adds in another hunk or file. Single lines, however common: `return result` counts as much
--   as a pasted function. It is the measure nearest to GitClear's copied lines, and no measure of clones:
--   copied runs of 5 lines and more are (see duplicate_blocks).
-- formula: repeated / written
-- unit: share of new lines, 0 to 1
-- better: lower
-- source: after GitClear, AI Copilot Code Quality (2025), appendix A0
-- grain: one row per month with new code lines

CREATE VIEW repeated_lines AS
-- An ignored commit has changes of files, but no operations.
WITH new_lines AS (
    SELECT period, seq, path_id, sum(lines)::BIGINT AS written
    FROM changed_lines
    WHERE in_scope AND operation IN ('added', 'copied')
    GROUP BY ALL
),
counted AS (
    SELECT
        new_lines.period,
        sum(new_lines.written)::BIGINT AS written,
        sum(file_changes.repeated)::BIGINT AS repeated
    FROM new_lines
    JOIN file_changes ON file_changes.seq = new_lines.seq AND file_changes.path_id = new_lines.path_id
    GROUP BY new_lines.period
)
SELECT period, written, repeated, repeated / written AS ratio
FROM counted;
