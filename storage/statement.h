/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/database.h"

/* A value bound to a statement. Text and bytes are borrowed until the statement is reset. */
typedef struct {
  enum { ZB_VALUE_NULL, ZB_VALUE_INT, ZB_VALUE_TEXT, ZB_VALUE_BYTES } type;
  gint64 number;
  const void *data;
  gsize length;
} ZbValue;

ZbValue zb_value_int (gint64 number);
ZbValue zb_value_text (const char *text);               /* NULL binds null */
ZbValue zb_value_bytes (GBytes *bytes);                 /* NULL binds null */
ZbValue zb_value_blob (const void *data, gsize length); /* NULL binds null */

/* A compiled statement. Belongs to its database and dies before it. */
typedef struct _ZbStatement ZbStatement;

/* (transfer full) */
ZbStatement *zb_statement_new (ZbDatabase *database, const char *sql, GError **error);
void zb_statement_free (ZbStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStatement, zb_statement_free)

/* Borrowed from the database's cache, reset: @sql must be a literal, for it is found by its
 * address. Not to be used again before the former use is done. */
ZbStatement *zb_database_prepare (ZbDatabase *database, const char *sql, GError **error);

/* Binds @values, one to each parameter, after a reset. */
gboolean
zb_statement_bind_values (ZbStatement *statement, const ZbValue *values, guint n, GError **error);
#define zb_statement_bind(statement, error, ...)                                                   \
  zb_statement_bind_values ((statement), (const ZbValue[]){__VA_ARGS__},                           \
                            G_N_ELEMENTS (((const ZbValue[]){__VA_ARGS__})), (error))

/* Fetches the next row; FALSE with an error, or with *@ret_row FALSE at the end (then reset). */
gboolean zb_statement_step (ZbStatement *statement, gboolean *ret_row, GError **error);
/* Runs a statement that gives no rows, and resets it. */
gboolean zb_statement_run (ZbStatement *statement, GError **error);
void zb_statement_reset (ZbStatement *statement);

/* Columns of the present row, from 0; borrowed until the next step. */
gboolean zb_statement_is_null (const ZbStatement *statement, guint column);
gint64 zb_statement_int (const ZbStatement *statement, guint column);
const char *zb_statement_text (const ZbStatement *statement, guint column);
const void *zb_statement_blob (const ZbStatement *statement, guint column, gsize *ret_length);
char *zb_statement_dup_text (const ZbStatement *statement, guint column);    /* NULL for null */
GBytes *zb_statement_dup_bytes (const ZbStatement *statement, guint column); /* NULL for null */

/* Prepares (from the cache), binds and runs in one go. */
gboolean zb_database_run_values (
    ZbDatabase *database, const char *sql, const ZbValue *values, guint n, GError **error);
#define zb_database_run(database, sql, error, ...)                                                 \
  zb_database_run_values ((database), (sql), (const ZbValue[]){__VA_ARGS__},                       \
                          G_N_ELEMENTS (((const ZbValue[]){__VA_ARGS__})), (error))
/* Prepares, binds and fetches the first row: *@ret_row stands on it, or is NULL when there is none.
 * Reset it when done. FALSE only with an error. */
gboolean zb_database_query_values (ZbDatabase *database,
                                   const char *sql,
                                   ZbStatement **ret_row,
                                   const ZbValue *values,
                                   guint n,
                                   GError **error);
#define zb_database_query(database, sql, ret_row, error, ...)                                      \
  zb_database_query_values ((database), (sql), (ret_row), (const ZbValue[]){__VA_ARGS__},          \
                            G_N_ELEMENTS (((const ZbValue[]){__VA_ARGS__})), (error))
