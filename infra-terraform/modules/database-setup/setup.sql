-- Roles and schemas as the services expect them; the same as local-stack's PostgresBootstrap, for a server whose
-- administrator is no superuser. Each role has a second one that takes turns with it when passwords rotate. May
-- be run again: passwords are set only when a role is made.
\set ON_ERROR_STOP on
\getenv auth_password AUTH_PASSWORD
\getenv sensor_password SENSOR_PASSWORD
\getenv stream_password STREAM_PASSWORD
\getenv reader_password READER_PASSWORD

SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', role, password)
  FROM (VALUES ('auth_service', :'auth_password'), ('sensor_service', :'sensor_password'),
               ('stream_service', :'stream_password'), ('reader', :'reader_password')) AS wanted (role, password)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec
-- The one that takes turns has no password until the first rotation.
SELECT format('CREATE ROLE %I LOGIN', role || '_clone')
  FROM unnest(ARRAY['auth_service', 'sensor_service', 'stream_service', 'reader']) AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role || '_clone')
\gexec
-- It works as the first one, so that what it makes belongs to that.
SELECT format('GRANT %1$I TO %2$I', role, role || '_clone'),
       format('ALTER ROLE %2$I SET role = %1$L', role, role || '_clone')
  FROM unnest(ARRAY['auth_service', 'sensor_service', 'stream_service', 'reader']) AS role
\gexec
-- The administrator makes schemas for the others.
SELECT format('GRANT %I TO CURRENT_USER', role)
  FROM unnest(ARRAY['auth_service', 'sensor_service', 'stream_service']) AS role
\gexec

BEGIN;
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()),
       format('GRANT CONNECT ON DATABASE %I TO auth_service, sensor_service, stream_service, reader', current_database()),
       -- For COPY into a staging table.
       format('GRANT TEMPORARY ON DATABASE %I TO stream_service', current_database())
\gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION auth_service;
CREATE SCHEMA IF NOT EXISTS registry AUTHORIZATION sensor_service;
CREATE SCHEMA IF NOT EXISTS readings AUTHORIZATION stream_service;
SELECT format('ALTER ROLE %I SET search_path = %s', role || suffix, path)
  FROM (VALUES ('auth_service', 'auth'), ('sensor_service', 'registry, readings'),
               ('stream_service', 'readings'), ('reader', 'readings, registry')) AS paths (role, path),
       unnest(ARRAY['', '_clone']) AS suffix
\gexec
ALTER ROLE reader SET default_transaction_read_only = on;
ALTER ROLE reader_clone SET default_transaction_read_only = on;

-- Each owner gives its own.
SET LOCAL ROLE stream_service;
GRANT USAGE ON SCHEMA readings TO sensor_service, reader;
GRANT SELECT ON ALL TABLES IN SCHEMA readings TO sensor_service, reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA readings GRANT SELECT ON TABLES TO sensor_service, reader;
SET LOCAL ROLE sensor_service;
GRANT USAGE ON SCHEMA registry TO stream_service, reader;
GRANT SELECT ON ALL TABLES IN SCHEMA registry TO stream_service, reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA registry GRANT SELECT ON TABLES TO stream_service, reader;
COMMIT;
