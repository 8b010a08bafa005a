-- A connection as it stands on its topic, and what only this service knows of it. Deleted ones stay
-- for a while, so that they can be restored and their version goes on.
CREATE TABLE connections.connection (
    id                text PRIMARY KEY,
    account_id        text        NOT NULL,
    position          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    version           bigint      NOT NULL,
    state             jsonb       NOT NULL,
    secret_set_at     timestamptz NOT NULL,
    secret_set_by     text        NOT NULL,
    secret_expires_on date,
    -- The last reminder sent about secret_expires_on: 30, 7 or 1.
    reminded_days     integer,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    deleted_at        timestamptz
);

CREATE INDEX connection_of_account ON connections.connection (account_id, position);
CREATE INDEX connection_expiring ON connections.connection (secret_expires_on)
    WHERE secret_expires_on IS NOT NULL AND deleted_at IS NULL;

-- What the tokens topic told, kept beyond what the topic keeps.
CREATE TABLE connections.connection_health (
    connection_id    text PRIMARY KEY REFERENCES connections.connection (id) ON DELETE CASCADE,
    generation       bigint      NOT NULL DEFAULT 0,
    last_token_at    timestamptz,
    token_expires_at timestamptz,
    failing_since    timestamptz,
    -- The last denial as it stood on the topic.
    denial           jsonb,
    denied_at        timestamptz
);

-- Token requests seen, by hour, against the provider's budget.
CREATE TABLE connections.token_use (
    connection_id text        NOT NULL REFERENCES connections.connection (id) ON DELETE CASCADE,
    hour          timestamptz NOT NULL,
    requests      integer     NOT NULL,
    PRIMARY KEY (connection_id, hour)
);

CREATE TABLE connections.action (
    id            text PRIMARY KEY,
    account_id    text        NOT NULL,
    position      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    version       bigint      NOT NULL,
    -- No foreign key: an action may point to a connection that is gone, and is flagged for it.
    connection_id text,
    definition    jsonb       NOT NULL,
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL
);

CREATE INDEX action_of_account ON connections.action (account_id, position);
CREATE INDEX action_of_connection ON connections.action (connection_id)
    WHERE connection_id IS NOT NULL;

-- What has yet to be sent; rows are deleted once the broker has them. Writers of one key hold its
-- row's lock, so for one key the order of ids is the order of commits.
CREATE TABLE connections.outbox (
    id          bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    transaction xid8        NOT NULL DEFAULT pg_current_xact_id(),
    topic       text        NOT NULL,
    key         text        NOT NULL,
    type        text        NOT NULL,
    version     bigint,
    value       text,
    created_at  timestamptz NOT NULL
);

CREATE INDEX outbox_of_transaction ON connections.outbox (transaction);

CREATE FUNCTION connections.wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('atlas_outbox', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_filled AFTER INSERT ON connections.outbox
    FOR EACH STATEMENT EXECUTE FUNCTION connections.wake_relay();

CREATE TABLE connections.idempotency (
    account_id  text        NOT NULL,
    key         text        NOT NULL,
    -- An HMAC of the request: the request itself may hold a secret.
    fingerprint text        NOT NULL,
    -- Null while the first request is being answered.
    status      integer,
    headers     jsonb,
    body        text,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (account_id, key)
);
