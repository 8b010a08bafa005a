-- What lists search, filter and sort by, as columns: docs/scale.md has the plans. Both extensions are
-- trusted and part of PostgreSQL; docker/database-roles.sql makes them where the service's role may not.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;

-- Host of a URL in lower case, without user and port. Templates can be long; an index entry cannot.
CREATE FUNCTION connections.host(url text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN left(substring(lower(url) FROM '^[a-z]+://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)'), 255);

-- Names, URLs and ids hold no line break, so nothing that is searched for spans two of them.
ALTER TABLE connections.action
    ADD COLUMN name_key text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (lower(definition ->> 'name')) STORED,
    ADD COLUMN search text NOT NULL GENERATED ALWAYS AS
        (lower((definition ->> 'name') || E'\n' || (definition ->> 'url') || E'\n' || id)) STORED,
    ADD COLUMN host text GENERATED ALWAYS AS (connections.host(definition ->> 'url')) STORED,
    ADD COLUMN enabled boolean NOT NULL
        GENERATED ALWAYS AS ((definition -> 'enabled') IS DISTINCT FROM 'false'::jsonb) STORED,
    ADD COLUMN flagged boolean NOT NULL
        GENERATED ALWAYS AS (coalesce(definition -> 'flags', '[]') <> '[]'::jsonb) STORED;

-- The planner tells a rare word from a common one by this sample.
ALTER TABLE connections.action ALTER COLUMN search SET STATISTICS 1000;

-- A short list of pending entries: it makes changes of many actions cheap, and every search reads it.
CREATE INDEX action_search ON connections.action
    USING gin (account_id, search gin_trgm_ops) WITH (gin_pending_list_limit = 1024);
CREATE INDEX action_by_name ON connections.action (account_id, name_key, position);
CREATE INDEX action_by_change ON connections.action (account_id, updated_at, position);
CREATE INDEX action_of_host ON connections.action (account_id, host, position);
CREATE INDEX action_flagged ON connections.action (account_id, position) WHERE flagged;
CREATE INDEX action_disabled ON connections.action (account_id, position) WHERE NOT enabled;
DROP INDEX connections.action_of_connection;
CREATE INDEX action_of_connection ON connections.action (account_id, connection_id, position)
    WHERE connection_id IS NOT NULL;

ALTER TABLE connections.connection
    ADD COLUMN name_key text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (lower(state ->> 'name')) STORED,
    ADD COLUMN search text NOT NULL GENERATED ALWAYS AS
        (lower((state ->> 'name') || E'\n' || (state ->> 'tokenEndpoint') || E'\n' || id)) STORED,
    ADD COLUMN host text GENERATED ALWAYS AS (connections.host(state ->> 'tokenEndpoint')) STORED;

ALTER TABLE connections.connection ALTER COLUMN search SET STATISTICS 1000;

CREATE INDEX connection_search ON connections.connection
    USING gin (account_id, search gin_trgm_ops) WITH (gin_pending_list_limit = 1024) WHERE deleted_at IS NULL;
DROP INDEX connections.connection_of_account;
CREATE INDEX connection_of_account ON connections.connection (account_id, position)
    WHERE deleted_at IS NULL;
CREATE INDEX connection_by_name ON connections.connection (account_id, name_key, position)
    WHERE deleted_at IS NULL;
CREATE INDEX connection_by_change ON connections.connection (account_id, updated_at, position)
    WHERE deleted_at IS NULL;
CREATE INDEX connection_of_host ON connections.connection (account_id, host, position)
    WHERE deleted_at IS NULL;
CREATE INDEX connection_expiring_of_account ON connections.connection (account_id, secret_expires_on)
    WHERE secret_expires_on IS NOT NULL AND deleted_at IS NULL;

-- Which connections of an account fail, without reading those of all. A connection keeps its account.
ALTER TABLE connections.connection_health ADD COLUMN account_id text;
UPDATE connections.connection_health h SET account_id = c.account_id
    FROM connections.connection c WHERE c.id = h.connection_id;
ALTER TABLE connections.connection_health ALTER COLUMN account_id SET NOT NULL;
CREATE INDEX connection_failing ON connections.connection_health (account_id, connection_id)
    WHERE failing_since IS NOT NULL;
