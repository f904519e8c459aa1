/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Forms larger than any that is printed, as packages. Each call fails when it cannot do its work.
 */

/* Rows of 12 columns, with 300 rules over them. (transfer full) the package's bundle. */
GBytes *zb_big_form_fixed (const char *id, guint n_rows);
/* A section whose rows come from a code list of @n_keys entries, "00001" and on, with 4 columns.
 * (transfer full) the package's bundle. */
GBytes *zb_big_form_dynamic (const char *id, guint n_keys);
