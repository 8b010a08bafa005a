-- What somebody saved of an action, version by version, as callers see it: no secret's value, sealed or not, is in it. Written with the
-- version and never changed; the oldest go when there are many, all go with the action.
CREATE TABLE connections.action_version (
    action_id  text        NOT NULL REFERENCES connections.action (id) ON DELETE CASCADE,
    version    bigint      NOT NULL,
    account_id text        NOT NULL,
    saved_at   timestamptz NOT NULL,
    -- Who saved it, as the audit has it; null for what was saved before versions were kept.
    person     text,
    client     text,
    -- Names of those that it changed.
    fields     text[]      NOT NULL,
    action     jsonb       NOT NULL,
    size       integer     NOT NULL GENERATED ALWAYS AS (octet_length(action::text)) STORED,
    PRIMARY KEY (action_id, version)
);

CREATE FUNCTION connections.keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version is never changed';
END
$$;

CREATE TRIGGER action_version_kept BEFORE UPDATE ON connections.action_version
    FOR EACH ROW EXECUTE FUNCTION connections.keep_version();
