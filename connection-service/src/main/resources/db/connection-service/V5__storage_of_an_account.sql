-- What an account's rows take, deleted connections included: every worker holds all of it in memory.
ALTER TABLE connections.action
    ADD COLUMN size integer NOT NULL GENERATED ALWAYS AS (octet_length(definition::text)) STORED;
ALTER TABLE connections.connection
    ADD COLUMN size integer NOT NULL GENERATED ALWAYS AS (octet_length(state::text)) STORED;

CREATE INDEX action_size ON connections.action (account_id) INCLUDE (size);
CREATE INDEX connection_size ON connections.connection (account_id) INCLUDE (size);
