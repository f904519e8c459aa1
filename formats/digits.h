/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes the last @n decimal digits of @value to @to, with zeros in front and no NUL behind: dates
 * and numbered names are made by the thousand, and a format string takes ten times as long. */
void zb_digits_put (char *to, gsize n, guint64 value);
