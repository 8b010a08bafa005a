-- What providers answered to requests for tokens, as the topic tokens told it. A connection's account is asked for elsewhere.
CREATE TABLE token_event (
  connection_id text NOT NULL,
  -- Tells one event from the next: a grant's generation, or when after a refusal the next request may be.
  mark bigint NOT NULL,
  granted boolean NOT NULL,
  at timestamptz NOT NULL,
  expires_at timestamptz,
  provider_error text,
  summary text,
  hint text,
  PRIMARY KEY (connection_id, granted, mark)
);

CREATE INDEX token_event_newest ON token_event (connection_id, at DESC);
CREATE INDEX token_event_old ON token_event (at);

-- What connections are called, and were when they were deleted.
CREATE TABLE connection_name (
  connection_id text PRIMARY KEY,
  account_id text NOT NULL,
  name text NOT NULL,
  deleted_at timestamptz
);

CREATE INDEX connection_name_deleted ON connection_name (account_id, deleted_at DESC) WHERE deleted_at IS NOT NULL;
