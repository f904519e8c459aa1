/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* The log's last checkpoint of each day, to be printed and published: a file each, named by the day
 * in bureau time ("2024-07-05"), in a folder beside the store. Whoever exchanges the store for an
 * older one has not exchanged them. */

/* Keeps the newest checkpoint as its day's; an empty log has none. ZB_STORE_ERROR_STALE if the one
 * that is there is of a longer log, which names the file and both sizes. */
gboolean zb_daily_keep (const char *folder, ZbStore *store, GError **error);
/* The note kept for @day; NULL without an error if there is none, or @day is no day. (transfer
 * full) */
char *zb_daily_read (const char *folder, const char *day, GError **error);
typedef struct {
  char *path, *note;
  guint64 size; /* of the log, as the note says; nobody verified it */
} ZbDaily;

/* (transfer full) ZbDaily of every day there is, the longest log last. */
GPtrArray *zb_daily_list (const char *folder, GError **error);
/* Whether the log of @store leads on from the longest one kept, which @verifier must have signed.
 * If not, *ret_path (transfer full) names the file and *ret_size tells its log's length; else
 * nothing is set. FALSE if that cannot be told. */
gboolean zb_daily_compare (const char *folder,
                           ZbStore *store,
                           const char *verifier,
                           char **ret_path,
                           guint64 *ret_size,
                           GError **error);
/* Renames @path, and each that is of a log longer than @size, so that they are no day's any more
 * ("2024-07-05.behind-SIZE"). */
gboolean zb_daily_set_aside (const char *folder, const char *path, guint64 size, GError **error);
