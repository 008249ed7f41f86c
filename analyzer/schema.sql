-- The tables of a Linespan database. Each opens with its grain.
-- seq numbers the commits of one mining, parents first; path_id numbers the paths ever seen.
-- Line numbers are one-based. Times are UTC. "Now" is mining_run.as_of, never the clock.
-- authorship is ai, bot, human or unknown; agent the AI tools, several joined by +, NULL for none or an unknown one.

-- one row: the build of this database
CREATE TABLE mining_run (
    repo                 VARCHAR NOT NULL,      -- where the repository was read, or its URL
    head_sha             VARCHAR NOT NULL,
    tip_sha              VARCHAR NOT NULL,      -- what the asked revision named; head_sha unless --as-of cut it off
    as_of                TIMESTAMPTZ NOT NULL,  -- landing time of the head
    schema_version       INTEGER NOT NULL,
    tool_version         VARCHAR NOT NULL,
    options_hash         VARCHAR NOT NULL,
    options              VARCHAR NOT NULL,      -- JSON of what the hash was taken of
    settings_hash        VARCHAR NOT NULL,      -- of what the head's tree says: configuration, .gitattributes,
                                                -- .mailmap, .git-blame-ignore-revs; and of tool_version
    by_author            BOOLEAN NOT NULL,      -- whether the configuration lets the dashboard tell measures by author
    revisions_passed_over BIGINT NOT NULL,      -- entries of .git-blame-ignore-revs that name no commit in full
    started_at           TIMESTAMPTZ NOT NULL,
    finished_at          TIMESTAMPTZ NOT NULL,
    commits              BIGINT NOT NULL,
    commits_read         BIGINT NOT NULL,       -- by this run; the others stood in the database it went on with
    merges               BIGINT NOT NULL,
    hunks                BIGINT NOT NULL,       -- hunks applied to the ledger
    births               BIGINT NOT NULL,       -- lines; births = alive + dead + unlanded + superseded
    alive                BIGINT NOT NULL,
    dead                 BIGINT NOT NULL,
    unlanded             BIGINT NOT NULL,
    superseded           BIGINT NOT NULL,
    landing_times_changed BIGINT NOT NULL,      -- mainline commits whose committer time ran backwards or ahead
    absent_objects       VARCHAR[] NOT NULL,    -- objects this copy of the repository lacks, as far as they were met
    rename_limit_hits    BIGINT NOT NULL,       -- commits too large for git's inexact rename detection
    tables_hash          VARCHAR NOT NULL,      -- of all rows that a later mining goes on with, as DuckDB hashes them
    rules_hash           VARCHAR NOT NULL,      -- of what finds smells, and of the limits; empty without snapshots
    notes_tips           VARCHAR NOT NULL,      -- what the references with notes on lines named
    notes_hash           VARCHAR NOT NULL,      -- of what notes on lines there were on these commits
    notes_read           BIGINT NOT NULL,       -- notes on lines (git-ai, Agent Trace), and records of a trace file
    notes_malformed      BIGINT NOT NULL,       -- of these, or of their lines, that say nothing
    notes_unread         BIGINT NOT NULL,       -- too large, or absent from this copy of the repository
    notes_elsewhere      BIGINT NOT NULL        -- on commits that are not in this history
);

-- one row per commit reachable from the mined head
CREATE TABLE commits (
    seq            INTEGER PRIMARY KEY,
    sha            VARCHAR NOT NULL,
    parents        VARCHAR[] NOT NULL,
    is_merge       BOOLEAN NOT NULL,
    author_name    VARCHAR NOT NULL,            -- merged by .mailmap and the configuration
    author_email   VARCHAR NOT NULL,
    team           VARCHAR,                     -- as the configuration names it
    author_time    TIMESTAMPTZ NOT NULL,
    committer_time TIMESTAMPTZ NOT NULL,
    landed_seq     INTEGER NOT NULL,            -- first mainline commit that contains it
    landed_time    TIMESTAMPTZ NOT NULL,
    subject        VARCHAR NOT NULL,
    ignored        BOOLEAN NOT NULL,            -- named in .git-blame-ignore-revs
    authorship     VARCHAR,
    agents         VARCHAR[],                   -- tools that had a hand in it, in alphabetical order
    squash         BOOLEAN,                     -- looks like several commits in one
    branch_only    BOOLEAN                      -- its label rests on the name of a branch alone
);

-- one row per commit and piece of evidence
CREATE TABLE agent_evidence (
    seq      INTEGER NOT NULL,
    tool     VARCHAR,                           -- NULL for a person, and where a note does not tell
    model    VARCHAR,
    source   VARCHAR NOT NULL,                  -- author, committer, co-author, reviewer, line, branch; git-ai, agent-trace
    mode     VARCHAR NOT NULL,                  -- authored, co-authored, review, message, automation, person
    strength VARCHAR NOT NULL,                  -- explicit, strong, weak
    detail   VARCHAR NOT NULL                   -- the words that stand there
);

-- one row per run of lines that a commit added and of which more is known than of the commit
CREATE TABLE line_labels (
    seq        INTEGER NOT NULL,
    path_id    INTEGER NOT NULL,
    line       INTEGER NOT NULL,                -- number of the first line, in the commit's version
    lines      INTEGER NOT NULL,
    authorship VARCHAR NOT NULL,
    agent      VARCHAR,
    model      VARCHAR,
    source     VARCHAR                          -- git-ai, agent-trace; NULL: the commit's label rests on other lines
);

-- one row per path whose being there shows that an AI tool was set up
CREATE TABLE agent_markers (
    path_id INTEGER NOT NULL,
    tool    VARCHAR NOT NULL
);

-- one row per commit that wrote a tool's settings
CREATE TABLE attribution_settings (
    seq     INTEGER NOT NULL,
    path_id INTEGER NOT NULL,
    off     BOOLEAN NOT NULL                    -- whether they keep the tool from signing commits
);

-- one row per path ever seen
CREATE TABLE files (
    path_id  INTEGER PRIMARY KEY,
    path     VARCHAR NOT NULL,                  -- bytes that are not UTF-8 stand as \xNN, `\x` as `\x5cx`
    language VARCHAR,                           -- NULL where neither the name nor a first line #! tells it
    role     VARCHAR NOT NULL,                  -- source, test, docs, data, generated, vendored, lock, minified, excluded
    rule     VARCHAR NOT NULL                   -- what decided on the role
);

-- one row per non-merge commit and path it changes; equal to `git log --no-merges -M -U0 --numstat`
CREATE TABLE file_changes (
    seq         INTEGER NOT NULL,
    path_id     INTEGER NOT NULL,
    old_path_id INTEGER,                        -- the path it was renamed from, else NULL
    status      VARCHAR NOT NULL,               -- A added, M modified, D deleted, R renamed, T type changed
    added       INTEGER,                        -- NULL where git shows no lines: binary files, absent objects
    deleted     INTEGER,
    repeated    INTEGER NOT NULL                -- new code lines that the commit also adds in another hunk or file
);

-- one row per run of consecutive lines with one birth and one fate
CREATE TABLE line_runs (
    birth_seq       INTEGER NOT NULL,
    birth_path_id   INTEGER NOT NULL,
    birth_line      INTEGER NOT NULL,           -- number of the first line, in the version the birth commit wrote
    lines           INTEGER NOT NULL,
    line_class      VARCHAR NOT NULL,           -- code, comment, doc, trivial: at birth
    birth_operation VARCHAR NOT NULL,           -- added, copied, merge, restored; unknown: first seen after an unreadable
                                                -- version, or in a commit that the repository wants ignored
    authorship      VARCHAR,                    -- the commit's, where line_labels says nothing else
    agent           VARCHAR,
    first_touch_seq INTEGER,                    -- the first commit to land after the line that updated it (or replaced a
                                                -- name in it)
    death_seq       INTEGER,                    -- fate dead: the first landed commit that removed it; unlanded: the
                                                -- branch's commit that removed it, if one did
    death_kind      VARCHAR,                    -- deleted, rewritten, reverted, merge; NULL: lost sight of (unreadable version)
    fate            VARCHAR NOT NULL            -- alive, dead, unlanded, superseded
);

-- one row per run of consecutive lines in the head tree that were born together
CREATE TABLE live_runs (
    path_id         INTEGER NOT NULL,
    line            INTEGER NOT NULL,           -- number of the first line, in the head
    lines           INTEGER NOT NULL,
    line_class      VARCHAR NOT NULL,           -- as the line stands
    birth_seq       INTEGER NOT NULL,           -- the origin
    birth_path_id   INTEGER NOT NULL,
    birth_line      INTEGER NOT NULL,
    touch_seq       INTEGER NOT NULL,           -- the last touch: what git blame answers
    touch_operation VARCHAR NOT NULL,           -- how it wrote the line, as in operations; merge, unknown
    authorship      VARCHAR,                    -- of the origin
    agent           VARCHAR
);

-- one row per commit (no merge, none that the repository wants ignored), path, operation, source of a copy and class
CREATE TABLE operations (
    seq         INTEGER NOT NULL,
    path_id     INTEGER NOT NULL,
    operation   VARCHAR NOT NULL,               -- added, restored, copied; moved, reindented, updated, replaced: pairs, counted
                                                -- once, by the added line; deleted, rewritten, reverted
    copied_from VARCHAR,                        -- commit or tree, for copied
    line_class  VARCHAR NOT NULL,
    authorship  VARCHAR,                        -- of whoever did it: of the added line, of the commit for removed ones
    agent       VARCHAR,
    lines       BIGINT NOT NULL
);

-- one row per commit, commit and path of birth, path, kind and class of lines that lived on through a change
CREATE TABLE line_touches (
    seq           INTEGER NOT NULL,
    birth_seq     INTEGER NOT NULL,
    birth_path_id INTEGER NOT NULL,
    path_id       INTEGER NOT NULL,
    kind          VARCHAR NOT NULL,             -- moved, reindented, updated, replaced
    line_class    VARCHAR NOT NULL,
    lines         BIGINT NOT NULL
);

-- one row per copied run; both places in the tree after the commit
CREATE TABLE copies (
    seq          INTEGER NOT NULL,
    path_id      INTEGER NOT NULL,
    line         INTEGER NOT NULL,              -- number of the first line
    lines        INTEGER NOT NULL,              -- from the first to the last code line of the run
    from_path_id INTEGER NOT NULL,
    from_line    INTEGER NOT NULL,
    copied_from  VARCHAR NOT NULL               -- commit: the commit touched both places; tree: only this one
);

-- one row per place of a clone group in the head tree: code that reads alike in two or more places
CREATE TABLE duplicates (
    group_id   INTEGER NOT NULL,                -- 1 is the longest; every group has two places at least
    path_id    INTEGER NOT NULL,
    line       INTEGER NOT NULL,                -- number of the first line
    lines      INTEGER NOT NULL,                -- from the first to the last code line
    code_lines INTEGER NOT NULL                 -- lines that read alike, imports not counted; equal throughout the group
);

-- Snapshots: mainline commits whose trees were looked at whole, for the smells that stand there. A smell is one through
-- time, from the snapshot that shows it first to the last one, wherever it moves; smell_id numbers them.

-- one row per snapshot
CREATE TABLE snapshots (
    snapshot_seq     INTEGER PRIMARY KEY,       -- the commit
    files            INTEGER NOT NULL,          -- that are source or tests
    files_unparsable INTEGER NOT NULL,          -- of these, those that could not be read
    lines            BIGINT NOT NULL            -- of those that could
);

-- one row per snapshot and file in it that is source or a test
CREATE TABLE snapshot_files (
    snapshot_seq    INTEGER NOT NULL,
    path_id         INTEGER NOT NULL,
    role            VARCHAR NOT NULL,           -- source or test, as its content then told
    language        VARCHAR NOT NULL,
    lines           INTEGER NOT NULL,
    maintainability DOUBLE,                     -- radon's index, 0 to 100; NULL but for Python
    unparsable      VARCHAR                     -- why it could not be read; then it has no functions, smells or lines
);

-- one row per snapshot, file in it that could be read, and authorship of its lines
CREATE TABLE snapshot_lines (
    snapshot_seq INTEGER NOT NULL,
    path_id      INTEGER NOT NULL,
    authorship   VARCHAR NOT NULL,              -- of the lines' origins
    agent        VARCHAR,
    code_lines   INTEGER NOT NULL
);

-- one row per snapshot and function in it
CREATE TABLE functions (
    snapshot_seq INTEGER NOT NULL,
    path_id      INTEGER NOT NULL,
    symbol       VARCHAR NOT NULL,              -- qualified by the classes and functions around it
    ordinal      INTEGER NOT NULL,              -- which of those of one name in the file, from 0
    start_line   INTEGER NOT NULL,
    end_line     INTEGER NOT NULL,
    cyclomatic   INTEGER NOT NULL,
    cognitive    INTEGER,                       -- NULL where nothing measures it in this language, like the next two
    length       INTEGER NOT NULL,
    parameters   INTEGER,
    nesting      INTEGER,
    ai           INTEGER NOT NULL,              -- code lines in it by authorship
    bot          INTEGER NOT NULL,
    human        INTEGER NOT NULL,
    unknown      INTEGER NOT NULL
);

-- one row per snapshot and smell in it
CREATE TABLE smells (
    snapshot_seq INTEGER NOT NULL,
    smell_id     INTEGER NOT NULL,
    path_id      INTEGER NOT NULL,
    rule         VARCHAR NOT NULL,              -- rule, path, symbol, subject and ordinal identify it in its snapshot
    symbol       VARCHAR NOT NULL,              -- of the function or class, or of the one around it; empty for none
    subject      VARCHAR NOT NULL,              -- the offending line without its indentation, for rules about lines
    ordinal      INTEGER NOT NULL,
    start_line   INTEGER NOT NULL,
    end_line     INTEGER NOT NULL,
    value        DOUBLE,                        -- NULL for rules without a figure
    threshold    DOUBLE,
    message      VARCHAR NOT NULL,
    excused      VARCHAR,                       -- why a comment lets it stand; NULL for those that count
    ai           INTEGER NOT NULL,              -- code lines in its range by authorship; where it has none, all lines
    bot          INTEGER NOT NULL,
    human        INTEGER NOT NULL,
    unknown      INTEGER NOT NULL,
    authorship   VARCHAR NOT NULL,              -- that of more than half of these lines, else mixed
    agent        VARCHAR                        -- that of most of the AI lines, where authorship is ai
);

-- one row per smell through time
CREATE TABLE smell_lives (
    smell_id        INTEGER PRIMARY KEY,
    rule            VARCHAR NOT NULL,
    born_seq        INTEGER,                    -- the commit whose version of the file first shows it; NULL where no commit
                                                -- since the snapshot before touched the file
    first_snapshot  INTEGER NOT NULL,
    last_snapshot   INTEGER NOT NULL,           -- the last one that shows it
    healed_snapshot INTEGER                     -- the first one without it; NULL where it stands, or its file can not be read
);

-- one row per smell, snapshot and what became of it since the snapshot before
CREATE TABLE smell_events (
    smell_id     INTEGER NOT NULL,
    snapshot_seq INTEGER NOT NULL,
    event        VARCHAR NOT NULL,              -- born, worsened (further beyond its limit), moved (another path or symbol), healed
    value        DOUBLE,                        -- at this snapshot, for born and worsened
    former_value DOUBLE                         -- for worsened
);

-- What the next mining goes on from: touches, touch_runs, line_words, merge_doubles, checkpoints. A line's number is its
-- place in the order of all lines ever written, from 1.

-- one row per line ever written, in the order of their numbers
CREATE TABLE touches (
    origin     UINTEGER NOT NULL,               -- number of the line it goes on being; its own number where it begins one
    operation  UTINYINT NOT NULL,
    line_class UTINYINT NOT NULL,
    hash       UBIGINT NOT NULL,                -- XXH3 of the line without white space at its ends, inner runs one space
    spent      UINTEGER NOT NULL                -- words edited since the origin
);

-- one row per run of lines that one commit wrote one below the other, in the order of their numbers
CREATE TABLE touch_runs (
    seq     INTEGER NOT NULL,
    path_id INTEGER NOT NULL,
    line    INTEGER NOT NULL,
    lines   INTEGER NOT NULL,
    numbered_by INTEGER NOT NULL                -- seq, or the merge that put its one line in a second place
);

-- one row per line that was edited: how many words it was born with
CREATE TABLE line_words (
    line  UINTEGER NOT NULL,
    words UINTEGER NOT NULL
);

-- one row per line that a merge put in a second place
CREATE TABLE merge_doubles (
    line       UINTEGER NOT NULL,
    birth_line UINTEGER NOT NULL,               -- the line whose birth it has
    seq        INTEGER NOT NULL,                -- the merge
    path_id    INTEGER NOT NULL,
    place      INTEGER NOT NULL                 -- in the merge's version, from 0
);

-- one row per version of a file in the trees of some mainline commits
CREATE TABLE checkpoints (
    seqs       INTEGER[] NOT NULL,              -- these commits
    path_id    INTEGER NOT NULL,
    object     VARCHAR NOT NULL,
    unreadable VARCHAR,                         -- why it has no lines
    lines      BLOB NOT NULL                    -- numbers of its lines, 32 bits each, little-endian
);

-- one row per thing that was not analysed
CREATE TABLE skipped (
    seq     INTEGER NOT NULL,
    path_id INTEGER NOT NULL,
    reason  VARCHAR NOT NULL                    -- binary, missing object, submodule
);

-- What is judged once somebody asks, and kept for the next who does: verdict_run, verdicts. Both are empty until then,
-- and again after every mining. A difference is AI minus others, or since adoption minus before.

-- one row: what the verdicts were judged from, and the survival that stands beside them
CREATE TABLE verdict_run (
    fingerprint   VARCHAR NOT NULL,             -- of the history, the claims and the statistics
    ai            STRUCT(age_days BIGINT, at_risk BIGINT, survival DOUBLE)[],  -- NULL, as all that follows, without AI lines
    others        STRUCT(age_days BIGINT, at_risk BIGINT, survival DOUBLE)[],
    log_rank_p    DOUBLE,
    hazard        STRUCT(ratio DOUBLE, low DOUBLE, high DOUBLE, p DOUBLE),
    why_no_hazard VARCHAR
);

-- one row per hypothesis
CREATE TABLE verdicts (
    id            VARCHAR PRIMARY KEY,
    claim         VARCHAR NOT NULL,
    is_primary    BOOLEAN NOT NULL,
    estimand      VARCHAR NOT NULL,
    estimate      DOUBLE,                       -- difference of shares, or of logarithms (of output)
    low           DOUBLE,                       -- the 95 % interval that decides; NULL where guards refuse
    high          DOUBLE,
    margin        DOUBLE NOT NULL,              -- how large a difference matters
    n_commits     BIGINT,                       -- compared, of both kinds; NULL where months are compared
    n_lines       BIGINT,
    p             DOUBLE,                       -- of the difference being just the margin, on the claim's side
    q             DOUBLE,                       -- p adjusted among the claims beside the primary one
    outcome       VARCHAR NOT NULL,             -- supported, refuted, undecided
    reason        VARCHAR NOT NULL,             -- why undecided, else empty
    refusals      VARCHAR[] NOT NULL,           -- of the guards, each with the figure that is missing
    ai            STRUCT(commits BIGINT, lines BIGINT, effective DOUBLE, largest DOUBLE, spells BIGINT),
    others        STRUCT(commits BIGINT, lines BIGINT, effective DOUBLE, largest DOUBLE, spells BIGINT),
    clustered     STRUCT(low DOUBLE, high DOUBLE, p DOUBLE),                   -- p: of no difference
    permuted      STRUCT(low DOUBLE, high DOUBLE, p DOUBLE),
    other_ways    STRUCT(way VARCHAR, estimate DOUBLE, low DOUBLE, high DOUBLE)[] NOT NULL,
    contamination STRUCT(share DOUBLE, estimate DOUBLE, low DOUBLE, high DOUBLE)[] NOT NULL
);
