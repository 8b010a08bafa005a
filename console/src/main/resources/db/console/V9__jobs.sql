-- What one order does to all that a filter finds: replays, or ends of retries. A console takes a turn at a job that is due; the
-- lease says whose turn it is, and until when nobody else takes one.
CREATE TABLE job (
  id uuid PRIMARY KEY,
  account_id text NOT NULL,
  kind text NOT NULL,
  -- JSON. It has a latest time of firing, so that no replay of the job's own matches.
  selection text NOT NULL,
  -- The same for people: words, and the log's query that shows them.
  words text NOT NULL,
  log_query text NOT NULL,
  per_second integer NOT NULL,
  matching bigint NOT NULL,
  subject text NOT NULL,
  name text NOT NULL,
  person text NOT NULL,
  client text,
  started_at timestamptz NOT NULL,
  -- From then on nothing more is fired; results still come.
  ended_at timestamptz,
  stopped_by text,
  -- The last execution that was looked at, in the order of firing.
  position text,
  done bigint NOT NULL DEFAULT 0,
  skipped_replayed bigint NOT NULL DEFAULT 0,
  skipped_not_kept bigint NOT NULL DEFAULT 0,
  skipped_too_often bigint NOT NULL DEFAULT 0,
  skipped_not_taken bigint NOT NULL DEFAULT 0,
  succeeded bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  -- While events are being fired: where the partitions of action-fired ended before.
  fired_from bigint[],
  -- How far the replays were looked through for their ends.
  looked_to text NOT NULL DEFAULT '',
  -- Why it does not go on at the moment.
  problem text,
  -- Of the next turn; null where there is nothing left to do.
  due_at timestamptz,
  lease_owner text,
  lease_until timestamptz
);

CREATE UNIQUE INDEX job_running ON job (account_id, kind) WHERE ended_at IS NULL;
CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX job_of_account ON job (account_id, started_at DESC);

-- A job claims its replays before it fires them, and then learns what became of them.
ALTER TABLE replay
  ADD COLUMN job_id uuid,
  ADD COLUMN fired boolean NOT NULL DEFAULT true,
  ADD COLUMN ended text;

CREATE INDEX replay_not_fired ON replay (job_id) WHERE NOT fired;
CREATE INDEX replay_not_ended ON replay (job_id, execution_id) WHERE job_id IS NOT NULL AND ended IS NULL;
