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
