-- Who changed what: a row in the transaction of the change. Names of fields, never a secret's value.
CREATE TABLE connections.audit (
    id         bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    -- Null for what spans accounts and was asked for by nobody's account.
    account_id text,
    at         timestamptz NOT NULL,
    -- The access token's subject, and the client that it was issued to where the issuer tells.
    person     text        NOT NULL,
    client     text,
    what       text        NOT NULL,
    subject    text        NOT NULL,
    fields     text[]      NOT NULL,
    detail     text
);

CREATE INDEX audit_of_account ON connections.audit (account_id, id);
CREATE INDEX audit_of_subject ON connections.audit (account_id, subject, id);
CREATE INDEX audit_of_day ON connections.audit (at);

-- Written once, and gone only when it is old.
CREATE FUNCTION connections.keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '30 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit is append-only';
END
$$;

CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON connections.audit
    FOR EACH ROW EXECUTE FUNCTION connections.keep_audit();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON connections.audit
    FOR EACH STATEMENT EXECUTE FUNCTION connections.keep_audit();
