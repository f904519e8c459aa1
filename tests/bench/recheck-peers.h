/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Databases that answer the same question as the column engine: which rules do not hold on which
 * reports, with both sides and their difference, written to a table. */

typedef struct {
  double one_s, two_s; /* on one and two threads; 0: not measured */
  char *sums;          /* (nullable) a line a rule: its number, violations, and sums of report, left
                          side, right side and difference */
  char *remark;        /* (nullable) version, or why it was not measured */
} ZbPeerResult;

void zb_peer_result_clear (ZbPeerResult *result);

/* The query that gives all violations (rule, id, lhs, rhs, difference) of the table "reports", from
 * recheck-20.sql; caller frees. */
char *zb_peer_query (GError **error);
/* "c011,c012,…"; caller frees. */
char *zb_peer_columns (void);

/* Each reads @table (from zb_bench_write_table()) first; only the query is timed. */
ZbPeerResult zb_peer_sqlite (const char *query, guint n_reports);
/* Installs @duckdb/node-api from the npm registry into the build folder at first use. */
ZbPeerResult zb_peer_duckdb (const char *query, const char *table, const char *folder);
/* A cluster of its own in @folder, where PostgreSQL is installed. */
ZbPeerResult zb_peer_postgresql (const char *query, const char *table, const char *folder);
