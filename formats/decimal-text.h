/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Whether @text is a plain decimal: -?[0-9]+(\.[0-9]+)? */
gboolean zb_decimal_text_is_valid (const char *text);

/* The significant digits of a valid decimal: zeros at both ends do not count, so that 1200 and
 * 0.0012 have two. */
guint zb_decimal_text_digits (const char *text);
