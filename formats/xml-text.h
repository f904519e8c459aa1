/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* (transfer full): @text as XML 1.0 can hold it. Bytes that are no UTF-8 and the characters outside
 * the Char production (controls other than tab, LF and CR; U+FFFE, U+FFFF) become U+FFFD. */
char *zb_xml_text_clean (const char *text);

/* Appends cleaned @text with &, <, > and CR escaped; in an attribute also the double quote, tab and
 * LF, so that a reader gets back exactly what was written. */
void zb_xml_text_append (GString *out, const char *text, gboolean in_attribute);
