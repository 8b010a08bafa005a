-- Who replayed and cancelled what: a row before anything is done, and one for what was done.
CREATE TABLE audit (
  id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  account_id text NOT NULL,
  at timestamptz NOT NULL,
  -- The access token's or the session's subject, and the client that it was issued to where the issuer tells.
  person text NOT NULL,
  client text,
  what text NOT NULL,
  subject text NOT NULL,
  fields text[] NOT NULL,
  detail text
);

CREATE INDEX audit_of_account ON audit (account_id, id);
CREATE INDEX audit_of_subject ON audit (account_id, subject, id);
CREATE INDEX audit_of_day ON audit (at);

-- Written once, and gone only when it is old.
CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '30 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the audit is append-only';
END
$$;

CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION keep_audit();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION keep_audit();
