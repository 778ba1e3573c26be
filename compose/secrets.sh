#!/bin/bash
# Makes every secret of docker-compose.yml once, at random, and gives each server only its own: the volume mounted at
# /secrets/SERVER is /run/secrets in that server, owned by its user, mode 400. The originals are in /secrets/kept.
#   secrets.sh              makes what is missing; the same again changes nothing
#   secrets.sh show NAME    prints one, such as setup-secret or grafana
set -euo pipefail
umask 077
kept=/secrets/kept

random() { # letters and digits only: good in URLs, SQL and properties
  head -c "$1" /dev/urandom | base64 -w 0 | tr -d '=' | tr '+/' 'xy'
}

secret() {
  [ -s "$kept/$1" ] || { random 24 >"$kept/$1.new" && mv "$kept/$1.new" "$kept/$1"; }
  cat "$kept/$1"
}

key() { # 32 bytes in base64, as auth-service wants them
  [ -s "$kept/$1" ] || { head -c 32 /dev/urandom | base64 -w 0 >"$kept/$1.new" && mv "$kept/$1.new" "$kept/$1"; }
  cat "$kept/$1"
}

give() { # SERVER UID NAME, the value on standard input
  local directory=/secrets/$1 draft=/secrets/$1/.$3.new
  cat >"$draft"
  chmod 400 "$draft"
  chown "$2:$2" "$draft"
  mv -f "$draft" "$directory/$3"
  chmod 500 "$directory"
  chown "$2:$2" "$directory"
}

if [ "${1:-}" = show ]; then
  cat "$kept/${2:?which one? $(ls -m "$kept")}"
  echo
  exit
fi

for role in postgres replicator auth_service sensor_service stream_service reader; do
  secret "$role" | give postgres 999 "$role"
done
# libpq's own form, for the jobs that talk to the primary.
printf 'postgres:5432:*:postgres:%s\npostgres:5432:*:replicator:%s\n' "$(secret postgres)" "$(secret replicator)" |
  give postgres 999 pgpass

secret auth_service | give auth 65532 database-password
key pepper | give auth 65532 pepper
key key-encryption | give auth 65532 key-encryption
secret setup-secret | give auth 65532 setup-secret

redis_url="redis://:$(secret redis)@redis:6379"
printf 'requirepass %s\n' "$(secret redis)" | give redis 999 redis.conf
printf '%s' "$redis_url" | give gateway 65532 redis-url
printf '%s' "$redis_url" | give sensor 65532 redis-url
secret sensor_service | give sensor 65532 database-password
secret stream_service | give stream 65532 database-password
secret s3 | give stream 65532 s3-secret-key

give s3 65532 s3proxy.properties <<PROPERTIES
s3proxy.endpoint=http://0.0.0.0:9000
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=sensor-platform
s3proxy.credential=$(secret s3)
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=/var/lib/s3
PROPERTIES

secret grafana | give grafana 472 admin-password
