/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* (transfer full) a zip archive with deflated entries, as office programs write them: @parts is
 * name, content, name, content …, NULL-terminated. */
GBytes *zb_packed_parts (const char *const *parts);
/* (transfer full) a workbook of one sheet “S” with this XML between <worksheet> and its end;
 * @strings (nullable) the same for the shared strings. */
GBytes *zb_packed_workbook (const char *sheet, const char *strings);
