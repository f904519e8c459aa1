#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The rules of ./bench recheck in PostgreSQL: recheck-postgresql.sh FOLDER TABLE.csv CELLS QUERY.sql
# Makes a cluster of its own in FOLDER, reached by a socket there, and ends it again.
set -euo pipefail
folder=$1 table=$2 cells=$3 query=$4

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { printf 'it is not installed\n' >&2; exit 1; }

# A cluster does not run as root.
as() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
mkdir -p "$folder/pg"
[ "$(id -u)" -ne 0 ] || { chown postgres "$folder/pg"; chmod 755 "$folder"; }
cd "$folder/pg"
as "$bin/initdb" -D "$folder/pg/data" -A trust --no-sync >/dev/null
as "$bin/pg_ctl" -D "$folder/pg/data" -l "$folder/pg/log" -w -o \
  "-k $folder/pg -c listen_addresses= -c fsync=off -c shared_buffers=1GB -c max_parallel_workers_per_gather=0" start >/dev/null
trap 'as "$bin/pg_ctl" -D "$folder/pg/data" -m immediate stop >/dev/null; cd "$folder"; rm -rf "$folder/pg"' EXIT
sql() { as psql -X -q -A -t -F ' ' -h "$folder/pg" -d postgres "$@"; }

printf 'version PostgreSQL %s\n' "$(sql -c 'SHOW server_version')"
sql -c "CREATE UNLOGGED TABLE reports (id bigint, ${cells//,/ bigint, } bigint)"
sql -c "COPY reports FROM STDIN (FORMAT csv)" <"$table"
sql -c "ANALYZE reports"
best=
for _ in 1 2; do
  sql -c "DROP TABLE IF EXISTS violations" 2>/dev/null
  begun=$(date +%s.%N)
  { printf 'CREATE UNLOGGED TABLE violations AS '; cat "$query"; printf ';\n'; } | sql -f -
  took=$(awk -v a="$begun" -v b="$(date +%s.%N)" 'BEGIN { print b - a }')
  best=$(awk -v a="${best:-$took}" -v b="$took" 'BEGIN { print (a < b) ? a : b }')
done
printf 'seconds 1 %s\n' "$best"
sql -c "SELECT 'sums ' || rule, count(*), sum(id), sum(lhs), sum(rhs), sum(difference)
        FROM violations GROUP BY rule ORDER BY rule"
