/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "forms/text.h"

/* Ways of writing that many answers share. */
void zb_words_text (ZbJsonWriter *json, const char *key, const ZbText *text); /* {"zh", "en"} */
/* The cursor for the next page; nothing when the page was not full. */
void zb_words_next (ZbJsonWriter *json, guint given, guint limit, gint64 last);
