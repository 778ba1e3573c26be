-- Database, login roles, schemas and grants: what an administrator prepares; tables are the services' own (Flyway).
-- Run at each start, so that it also mends older data. The same as local-stack's PostgresBootstrap, plus the role that
-- the replica copies with. `.ci/images` compares the two.
--   SECRETS=DIRECTORY psql --no-psqlrc -v ON_ERROR_STOP=1 -f roles.sql
-- DIRECTORY holds a file with the password of each role.
\set auth_service `cat "$SECRETS/auth_service"`
\set sensor_service `cat "$SECRETS/sensor_service"`
\set stream_service `cat "$SECRETS/stream_service"`
\set reader `cat "$SECRETS/reader"`
\set replicator `cat "$SECRETS/replicator"`

SELECT format('CREATE ROLE %I LOGIN', role)
  FROM unnest(ARRAY['auth_service', 'sensor_service', 'stream_service', 'reader', 'replicator']) AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

ALTER ROLE auth_service PASSWORD :'auth_service';
ALTER ROLE sensor_service PASSWORD :'sensor_service';
ALTER ROLE stream_service PASSWORD :'stream_service';
ALTER ROLE reader PASSWORD :'reader';
ALTER ROLE replicator REPLICATION PASSWORD :'replicator';

SELECT 'CREATE DATABASE sensor_platform'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sensor_platform')
\gexec

-- Where the replica reads on after it was away.
SELECT pg_create_physical_replication_slot('replica')
 WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = 'replica');

\connect sensor_platform

BEGIN;
REVOKE ALL ON DATABASE sensor_platform FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE sensor_platform TO auth_service, sensor_service, stream_service, reader;
-- For COPY into a staging table.
GRANT TEMPORARY ON DATABASE sensor_platform TO stream_service;
CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION auth_service;
CREATE SCHEMA IF NOT EXISTS registry AUTHORIZATION sensor_service;
CREATE SCHEMA IF NOT EXISTS readings AUTHORIZATION stream_service;
ALTER ROLE auth_service SET search_path = auth;
ALTER ROLE sensor_service SET search_path = registry, readings;
ALTER ROLE stream_service SET search_path = readings;
ALTER ROLE reader SET search_path = readings, registry;
ALTER ROLE reader SET default_transaction_read_only = on;
GRANT USAGE ON SCHEMA readings TO sensor_service, reader;
GRANT USAGE ON SCHEMA registry TO stream_service, reader;
GRANT SELECT ON ALL TABLES IN SCHEMA readings TO sensor_service, reader;
GRANT SELECT ON ALL TABLES IN SCHEMA registry TO stream_service, reader;
ALTER DEFAULT PRIVILEGES FOR ROLE stream_service IN SCHEMA readings
  GRANT SELECT ON TABLES TO sensor_service, reader;
ALTER DEFAULT PRIVILEGES FOR ROLE sensor_service IN SCHEMA registry
  GRANT SELECT ON TABLES TO stream_service, reader;
COMMIT;
