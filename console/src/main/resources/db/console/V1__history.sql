-- What became of fired events, one row an execution and one an attempt, partitioned by the day (UTC) the event fired.
-- Partitions are made and dropped by the console itself.
CREATE TABLE execution (
  account_id text NOT NULL,
  execution_id text NOT NULL,
  fired_at timestamptz NOT NULL,
  action_id text NOT NULL,
  connection_id text,
  outcome text NOT NULL,
  status integer,
  category text,
  attempt integer NOT NULL,
  started_at timestamptz NOT NULL,
  duration_ms bigint NOT NULL,
  method text,
  url text,
  target text,
  next_attempt_at timestamptz,
  replay_of text,
  PRIMARY KEY (account_id, execution_id, fired_at)
) PARTITION BY RANGE (fired_at);

CREATE INDEX execution_newest ON execution (account_id, fired_at DESC, execution_id DESC);
CREATE INDEX execution_of_action ON execution (account_id, action_id, fired_at DESC);
CREATE INDEX execution_unsuccessful ON execution (account_id, outcome, fired_at DESC) WHERE outcome <> 'SUCCEEDED';

-- The result as it stood on the topic, already redacted by the worker. Bytes, because JSON text may hold escapes that jsonb refuses.
CREATE TABLE attempt (
  account_id text NOT NULL,
  execution_id text NOT NULL,
  attempt integer NOT NULL,
  fired_at timestamptz NOT NULL,
  started_at timestamptz NOT NULL,
  result bytea NOT NULL,
  PRIMARY KEY (account_id, execution_id, attempt, fired_at)
) PARTITION BY RANGE (fired_at);

-- Where on action-dead the whole event lies; the event itself stays there. Which account it belongs to follows from the execution
-- with the same id and action: an id alone may have been chosen by the publisher.
CREATE TABLE dead_letter (
  execution_id text NOT NULL,
  action_id text NOT NULL,
  died_at timestamptz NOT NULL,
  record_partition integer NOT NULL,
  record_offset bigint NOT NULL,
  replay_number integer NOT NULL,
  PRIMARY KEY (execution_id, action_id, died_at)
) PARTITION BY RANGE (died_at);

-- Deliberate repeats: one an execution, so that a second click repeats nothing.
CREATE TABLE replay (
  account_id text NOT NULL,
  execution_id text NOT NULL,
  replay_number integer NOT NULL,
  replay_execution_id text NOT NULL,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, execution_id)
);

CREATE INDEX replay_requested_at ON replay (requested_at);
