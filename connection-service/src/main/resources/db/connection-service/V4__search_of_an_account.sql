-- An account's rows under a name that only searches use: the planner takes an index of trigrams for a cheap way to all rows of an
-- account, and with "account_id" in it reads a million entries to find a hundred rows by their ids.
DROP INDEX connections.action_search;
CREATE INDEX action_search ON connections.action
    USING gin (('@' || account_id), search gin_trgm_ops) WITH (gin_pending_list_limit = 1024);

DROP INDEX connections.connection_search;
CREATE INDEX connection_search ON connections.connection
    USING gin (('@' || account_id), search gin_trgm_ops) WITH (gin_pending_list_limit = 1024) WHERE deleted_at IS NULL;
