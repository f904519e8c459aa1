/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A bilingual text of form data. Either may be NULL while reading; a published form has both. */
typedef struct {
  char *zh;
  char *en;
} ZbText;

/* The text in @language ("zh", "zh_CN", "en" …), falling back to the other; "" if there is none. */
const char *zb_text_get (const ZbText *text, const char *language);
void zb_text_clear (ZbText *text);

/* Whether @text may stand in a report: UTF-8 that XML can hold, of at most @max_characters, no
 * control characters but line feed and tab. The error says what is wrong with it. */
gboolean zb_text_check (const char *text, guint max_characters, GError **error);
/* The same, and no blanks at its ends. */
gboolean zb_text_check_clean (const char *text, guint max_characters, GError **error);
/* @text made so that it passes zb_text_check_clean(): other characters dropped, CR and CR LF turned
 * into LF, blanks at both ends cut, shortened to @max_characters. Caller frees; NULL gives "". */
char *zb_text_clean (const char *text, guint max_characters);
