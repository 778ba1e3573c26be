#!/bin/bash
# A streaming replica of `postgres`: copies it once, then follows it.
set -euo pipefail
export PGPASSFILE=/run/secrets/pgpass
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A copy that was cut short is of no use.
  rm -rf "$PGDATA"
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  pg_basebackup --host=postgres --username=replicator --no-password --pgdata="$PGDATA" \
    --wal-method=stream --checkpoint=fast --write-recovery-conf --slot=replica
fi
exec postgres "$@"
