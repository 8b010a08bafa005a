-- When executions ended is asked for by figures. They are stored about as they begin, so a few ranges of blocks hold a time, at next to no cost for who writes.
CREATE INDEX execution_started ON execution USING brin (started_at) WITH (pages_per_range = 32, autosummarize = on);
