-- one row: what became of all lines ever written
SELECT births, alive, dead, unlanded, superseded
FROM mining_run;
