/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/copy.h"

/* Brings the copy of a log up to date from whoever shows it: looks whether it only grew, fetches
 * records, and takes in what is proven to stand in the log that was signed. */

/* Where a log is shown: the answer to a GET of @path, (transfer full); NULL with an error. */
typedef struct {
  GBytes *(*fetch) (const char *path, gpointer data, GError **error);
  gpointer data;
} ZbLogSource;

/* As many records as are fetched before they are proven and written. */
#define ZB_LOG_COPYING_BATCH (16 * 256)

/* Goes on until all is there, or (with *ret_behind records left) the monotonic time @until is past.
 * ZB_WITNESS_ERROR_CONFLICT if the log shrank or forked, of which @copy then keeps the proof;
 * ZB_EXCHANGE_ERROR_BAD_DIGEST for records that are not those that were signed. */
gboolean zb_log_copying_run (ZbLogCopy *copy,
                             const ZbLogSource *source,
                             gint64 now,
                             gint64 until,
                             guint64 *ret_behind,
                             GError **error);
