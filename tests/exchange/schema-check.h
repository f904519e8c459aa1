/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Whether xmllint finds @xml valid after exchange/schema/NAME.xsd of this tree. */
gboolean schema_check_allows (const char *name, const char *xml);
/* @xml with the first @from in it made @to; fails the test if there is none. (transfer full) */
char *schema_check_replace (const char *xml, const char *from, const char *to);
/* The text of @bytes. (transfer full) */
char *schema_check_text (GBytes *bytes);
