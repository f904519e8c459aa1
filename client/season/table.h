/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A table of an invented season: CSV with heads; lines that begin with # say something to people.
 * What @line refuses gets the file and the line in front. */
typedef gboolean (*ZbSeasonLine) (const char *const *fields, gpointer data, GError **error);

gboolean zb_season_table_read (
    const char *path, guint n_fields, ZbSeasonLine line, gpointer data, GError **error);
