/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <time.h>

/* Times on the wire: RFC 3339 in UTC with microseconds, in one spelling only, so that what is read
 * and written again is the same: "2024-07-05T08:00:00.000000Z". */
#define ZB_TIMESTAMP_LENGTH 27

/* (transfer full). @micros since 1970 UTC, years 1 to 9999. */
char *zb_timestamp_format (gint64 micros);
/* The moment of UTC whose date, hour, minute and second @parts names; FALSE, and @ret_micros
 * untouched, if there is none. */
gboolean zb_timestamp_of (const struct tm *parts, gint64 *ret_micros);
/* FALSE, and @ret_micros untouched, for any other spelling. @text is nullable. */
gboolean zb_timestamp_parse (const char *text, gint64 *ret_micros);
