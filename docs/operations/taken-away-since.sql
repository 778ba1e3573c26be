-- What was taken away since a backup, as statements for the database that was restored from it. Ask the database of
-- before with `psql -qAt`, run what it answers in the restored one, before auth-service starts there
-- (runbooks/restore-from-backup.md). Gives nobody anything back but signing keys: devices and keys made since stay unknown.
\set ON_ERROR_STOP on
SET TimeZone = 'UTC';
-- Keys that were revoked.
SELECT format('UPDATE auth.device_key SET revoked_at = %L WHERE key_id = %L AND revoked_at IS NULL;', revoked_at, key_id)
  FROM auth.device_key WHERE revoked_at IS NOT NULL;
-- Devices that were changed: disabled, or with fewer prefixes. By the version, tokens of before stay refused.
SELECT format('UPDATE auth.device SET sensors = %1$L, disabled_at = %2$L, version = %3$s WHERE client_id = %4$L AND version < %3$s;',
              sensors, disabled_at, version, client_id)
  FROM auth.device WHERE version > 1;
-- Devices that were deleted.
SELECT format('DELETE FROM auth.device WHERE client_id = %L;', object)
  FROM auth.audit WHERE what = 'device.delete' AND result = 'done';
-- Operators that were changed; all sign in again.
SELECT format('UPDATE auth.operator SET password_hash = %1$L, scopes = %2$L, platform_admin = %3$L, disabled_at = %4$L,'
              ' version = %5$s WHERE username = %6$L AND version < %5$s;',
              password_hash, scopes, platform_admin, disabled_at, version, username)
  FROM auth.operator;
SELECT 'DELETE FROM auth.refresh_token; DELETE FROM auth.authorization_code;';
-- The signing keys, all: one that was stolen and revoked must not sign again, and tokens of newer ones go on.
SELECT 'DELETE FROM auth.signing_key;';
SELECT format('INSERT INTO auth.signing_key (kid, state, public_jwk, encrypted_jwk, not_before, not_after, created_at)'
              ' VALUES (%L, %L, %L, %L, %L, %L, %L);',
              kid, state, public_jwk, encrypted_jwk, not_before, not_after, created_at)
  FROM auth.signing_key;
-- Revocations that are not over: auth-service tells them again, and clears them away in time.
SELECT format('INSERT INTO auth.revocation (kind, id, revoked_at, until, below) VALUES (%L, %L, %L, %L, %L);',
              kind, id, revoked_at, until, below)
  FROM auth.revocation WHERE until > now() ORDER BY seq;
