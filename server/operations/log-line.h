/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Makes every message of the program one line on standard error, "TIME LEVEL TEXT", or one entry of
 * the journal where standard error is the journal's. Control characters in it are escaped, so that
 * nothing that came from outside can look like a line of its own. */
void zb_log_line_install (void);
/* The line for a message, with its end. (transfer full) */
char *zb_log_line_format (gint64 micros, GLogLevelFlags level, const char *text);
