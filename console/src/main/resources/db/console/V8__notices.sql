-- What the topics actions, connections and tokens last said that may need somebody. An action that was never flagged has no row.
CREATE TABLE watched_action (
  action_id text PRIMARY KEY,
  account_id text NOT NULL,
  version bigint NOT NULL,
  name text NOT NULL,
  -- Null while nothing is wrong.
  flag text,
  flagged_since timestamptz,
  told_at timestamptz NOT NULL
);

CREATE INDEX watched_action_flagged ON watched_action (action_id) WHERE flag IS NOT NULL;

CREATE TABLE watched_connection (
  connection_id text PRIMARY KEY,
  -- Null until the topic connections told it: the topic tokens may be ahead.
  account_id text,
  version bigint NOT NULL DEFAULT 0,
  credentials_version bigint NOT NULL DEFAULT 0,
  name text NOT NULL DEFAULT '',
  secret_expires_on date,
  -- Null while the provider accepts the credentials; what is refused are those of denied_version.
  failing_since timestamptz,
  denied_version bigint NOT NULL DEFAULT 0,
  -- Of the grant beside the refusal: a later one says that it is over.
  generation bigint NOT NULL DEFAULT 0,
  refusal text NOT NULL DEFAULT '',
  hint text NOT NULL DEFAULT '',
  deleted boolean NOT NULL DEFAULT false,
  told_at timestamptz NOT NULL
);

CREATE INDEX watched_connection_failing ON watched_connection (connection_id) WHERE failing_since IS NOT NULL;
CREATE INDEX watched_connection_expiring ON watched_connection (secret_expires_on) WHERE secret_expires_on IS NOT NULL;

-- The last that was told of each subject. Written by one console at a time, in the transaction that puts the record into the outbox.
CREATE TABLE notice (
  -- Empty for the platform's own.
  account_id text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  -- From 1, the worst kind.
  rank integer NOT NULL,
  -- Told again when it falls: the days that a secret has left.
  level integer NOT NULL,
  state text NOT NULL,
  since timestamptz NOT NULL,
  summary text NOT NULL,
  hint text NOT NULL,
  link text NOT NULL,
  action_id text,
  connection_id text,
  PRIMARY KEY (account_id, subject)
);

CREATE INDEX notice_raised ON notice (account_id, rank, since) WHERE state = 'RAISED';
CREATE INDEX notice_raised_of_kind ON notice (kind, account_id, subject) WHERE state = 'RAISED';
CREATE INDEX notice_old ON notice (since) WHERE state = 'CLEARED';

-- Records of notices and events of alerts, until the broker has them; sent in this order.
CREATE TABLE notice_outbox (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  topic text NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  event_id text NOT NULL,
  at timestamptz NOT NULL,
  value bytea NOT NULL
);

-- "On notices of these kinds, fire this action."
CREATE TABLE notice_alert (
  id text PRIMARY KEY,
  account_id text NOT NULL,
  action_id text NOT NULL,
  kinds text[] NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  -- What it fired since then, which is bounded.
  window_since timestamptz NOT NULL DEFAULT '-infinity',
  window_fired integer NOT NULL DEFAULT 0,
  fired_at timestamptz
);

CREATE INDEX notice_alert_of_account ON notice_alert (account_id, created_at);

-- Whose word counts on what each console heard for itself: the others heard it a moment earlier or later.
CREATE TABLE notice_watch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  console text NOT NULL,
  until timestamptz NOT NULL
);
