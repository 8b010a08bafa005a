-- How far the history has come on each partition, committed with what it stored and counted: a result counts once, whatever dies.
CREATE TABLE history_offset (
  topic text NOT NULL,
  partition_number integer NOT NULL,
  next_offset bigint NOT NULL,
  PRIMARY KEY (topic, partition_number)
);

-- Results counted by the time they came about. Of each, a row of grain 0 counts all (account '' counts the whole platform), 1 those of a connection,
-- 2 those of a target's host, 3 those of an action with its connection and target; columns that a grain does not tell apart are ''.
-- What is beyond 10,000 rows of an account and bucket is in rows of 'all others'.
-- categories is "NAME count;" over and over; durations and times from firing to the first request are DDSketches of milliseconds, 1 % relative error.
-- Of all three, two behind each other are the sum of both.
CREATE TABLE figures_minute (
  grain smallint NOT NULL,
  at timestamptz NOT NULL,
  account_id text NOT NULL,
  action_id text NOT NULL,
  connection_id text NOT NULL,
  target text NOT NULL,
  fired bigint NOT NULL,
  succeeded bigint NOT NULL,
  retrying bigint NOT NULL,
  failed bigint NOT NULL,
  categories text NOT NULL,
  duration bytea NOT NULL,
  first_request bytea NOT NULL,
  -- Of grain 0: how many rows of grain 3 the account has in the bucket.
  details integer NOT NULL DEFAULT 0,
  PRIMARY KEY (grain, at, account_id, action_id, connection_id, target)
) WITH (fillfactor = 60);

-- By 10 s, of grain 0 alone.
CREATE TABLE figures_10s (LIKE figures_minute INCLUDING ALL) WITH (fillfactor = 60);

-- Folded from minutes. Days (UTC) are what long ranges are ranked by.
CREATE TABLE figures_hour (LIKE figures_minute INCLUDING ALL) WITH (fillfactor = 80);
CREATE TABLE figures_day (LIKE figures_minute INCLUDING ALL) WITH (fillfactor = 80);

-- Minutes before this are in hours and days as well; what comes later for one of them is added to all three.
CREATE TABLE figures_folded (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  until timestamptz NOT NULL
);

INSERT INTO figures_folded (until) VALUES (date_trunc('minute', now()));

-- Of a first attempt that succeeded, which needs no row among the attempts.
ALTER TABLE execution ADD COLUMN result bytea;
