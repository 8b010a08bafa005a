-- What POSTs with an Idempotency-Key asked for and were answered, for a day. No request here holds a secret.
CREATE TABLE repeated_post (
  account_id text NOT NULL,
  key text NOT NULL,
  request text NOT NULL,
  -- Null while the first request is being answered.
  status integer,
  body text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, key)
);
