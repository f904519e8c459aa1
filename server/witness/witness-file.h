/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The small text files of a witness's folder. Errors name the file, and the line where there is
 * one. */

/* The lines that say something, without blanks around them; none for a missing file or folder.
 * (transfer full) */
GStrv zb_witness_file_lines (const char *folder, const char *name, guint most, GError **error);
/* @ret_text is NULL for a missing file. */
gboolean
zb_witness_file_read (const char *folder, const char *name, char **ret_text, GError **error);
/* In place of what was there, durably. */
gboolean
zb_witness_file_write (const char *folder, const char *name, const char *text, GError **error);
