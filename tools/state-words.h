/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The stable words of the interfaces ("submitted", "valid-with-findings"), as people read them in
 * the terminal's language; scripts get the stable ones with --json. Static; @state itself if it is
 * not known, "" for NULL. */
const char *zb_state_words (const char *state);

/* A stable word, and how people read it; marked with N_(). */
typedef struct {
  const char *stable, *words;
} ZbStateWord;

/* The translated words of @stable (nullable) among the @n known ones, else @stable itself. */
const char *zb_state_words_among (const ZbStateWord *known, guint n, const char *stable);
/* "2026-12-12 11:15" in bureau time; "" for 0. Caller frees. */
char *zb_state_time (gint64 micros);
