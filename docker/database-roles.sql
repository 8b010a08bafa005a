-- A role and a schema for each of the two services that have tables, so that neither can read the other's, and neither is a
-- superuser. Runs at each start (docker-compose.yml), as the superuser, and may run as often as one likes.

\set connection_service_password `cat /run/secrets/connection-service-database-password`
\set console_password `cat /run/secrets/console-database-password`

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'connection_service') THEN
    CREATE ROLE connection_service;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'console') THEN
    CREATE ROLE console;
  END IF;
END
$$;

ALTER ROLE connection_service LOGIN PASSWORD :'connection_service_password';
ALTER ROLE console LOGIN PASSWORD :'console_password';

REVOKE ALL ON DATABASE atlas FROM PUBLIC;
GRANT CONNECT ON DATABASE atlas TO connection_service, console;

CREATE SCHEMA IF NOT EXISTS connections;
CREATE SCHEMA IF NOT EXISTS console;
ALTER SCHEMA connections OWNER TO connection_service;
ALTER SCHEMA console OWNER TO console;

-- What an earlier version made as the superuser.
DO $$
DECLARE
  made record;
BEGIN
  FOR made IN
    SELECT 'TABLE' AS kind, oid::regclass::text AS name, relnamespace AS schema
    FROM pg_class WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT 'FUNCTION', oid::regprocedure::text, pronamespace FROM pg_proc
  LOOP
    IF made.schema = 'connections'::regnamespace THEN
      EXECUTE format('ALTER %s %s OWNER TO connection_service', made.kind, made.name);
    ELSIF made.schema = 'console'::regnamespace THEN
      EXECUTE format('ALTER %s %s OWNER TO console', made.kind, made.name);
    END IF;
  END LOOP;
END
$$;

-- What searches in lists need; the roles may make none themselves.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
