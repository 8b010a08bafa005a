-- What became of an attempt to save that its caller may withdraw: whichever row comes first says whether it is stored or withdrawn.
CREATE TABLE connections.attempt (
    account_id text        NOT NULL,
    -- The caller's name for it.
    name       text        NOT NULL,
    withdrawn  boolean     NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (account_id, name)
);

CREATE INDEX attempt_by_time ON connections.attempt (at);

-- Actions that workers were told of for one firing. Who told them takes them back, and removes the row with it; where it died, another
-- instance does.
CREATE TABLE connections.lent_action (
    id         text PRIMARY KEY,
    account_id text        NOT NULL,
    version    bigint      NOT NULL,
    at         timestamptz NOT NULL
);

CREATE INDEX lent_action_by_time ON connections.lent_action (at);

-- A connection's actions in each order of the list: it may have 250,000, and the first by name may be far in the account's.
CREATE INDEX action_of_connection_by_name ON connections.action (account_id, connection_id, name_key, position)
    WHERE connection_id IS NOT NULL;
CREATE INDEX action_of_connection_by_change ON connections.action (account_id, connection_id, updated_at, position)
    WHERE connection_id IS NOT NULL;
