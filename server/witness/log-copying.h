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

/* Full bundles that one look goes through, of so many in all: as many as it takes to see each once
 * in as many looks as a week has minutes, and ZB_LOG_COPYING_MOST_LOOKED at most. */
guint zb_log_copying_pace (guint64 bundles);
#define ZB_LOG_COPYING_MOST_LOOKED 16

/* Told of each record (its number) that is found changed: the first of its bundle. */
typedef void (*ZbLogChanged) (guint64 number, gpointer data);

/* Looks at the full bundles that are next, going round: whether the copy still proves them, and the
 * log hands out the same. What it hands out otherwise is told and kept; FALSE with an error where
 * the copy is damaged or a bundle is not to be had, which then stays the next. After the monotonic
 * time @until none is asked for: the next look goes on there. */
gboolean zb_log_copying_look (ZbLogCopy *copy,
                              const ZbLogSource *source,
                              gint64 until,
                              ZbLogChanged changed,
                              gpointer data,
                              GError **error);

/* Goes on until all is there, or (with *ret_behind records left) the monotonic time @until is past.
 * ZB_WITNESS_ERROR_CONFLICT if the log shrank or forked, of which @copy then keeps the proof;
 * ZB_EXCHANGE_ERROR_BAD_DIGEST for records that are not those that were signed. */
gboolean zb_log_copying_run (ZbLogCopy *copy,
                             const ZbLogSource *source,
                             gint64 now,
                             gint64 until,
                             guint64 *ret_behind,
                             GError **error);
