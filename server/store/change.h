/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* What acts wrote into the tables that follow from nothing signed: the register, people, calendars,
 * lists of respondents, forms. Each act's changes have one record in the log, an event
 * ZB_CHANGE_EVENT whose digest is over them. */
#define ZB_CHANGE_EVENT "change"

/* The digest over the changes of the record at @leaf, hex; NULL without an error if there are none.
 * (transfer full) */
char *zb_store_read_change_digest (ZbStore *store, guint64 leaf, GError **error);

/* A row that does not stand as it was written last. */
typedef struct {
  char *table, *row; /* the primary key, several columns joined by "/" */
  char *written; /* (nullable) its columns: "name=value name='text' …", quotes in a text doubled,
                    NULL for null; NULL: it ought not to be there */
  char *found;   /* (nullable) the same as it stands; NULL: it is gone */
} ZbRowDifference;

void zb_row_difference_free (ZbRowDifference *difference);
/* (transfer full) ZbRowDifference. */
GPtrArray *zb_store_list_row_differences (ZbStore *store, GError **error);
/* Changes that no record of the log has the digest of. (transfer full) ZbRowDifference of the table
 * row_change; found tells the table and row that was written. */
GPtrArray *zb_store_list_unlogged_changes (ZbStore *store, GError **error);
