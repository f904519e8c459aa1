/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The beginning and end of a page that needs nothing else, with the look of printed forms. */

/* @head: further style, "" for none. */
void zb_html_begin (GString *out, const char *language, const char *title, const char *style);
void zb_html_end (GString *out);
/* "<name class="class">text</name>"; @class may be NULL, @text is escaped. */
void zb_html_leaf (GString *out, const char *name, const char *class, const char *text);
