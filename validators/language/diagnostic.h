/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What the compiler has to say about a rules file, at one place of it. */
typedef struct {
  gboolean is_error; /* else a warning */
  char *source;
  int line, column; /* 1-based; the column counts characters */
  char *message;    /* one English sentence, with "did you mean" where there is a near name */
  char *message_zh; /* (nullable) the same in Chinese */
  char *excerpt;    /* (nullable) the line with a caret under it */
} ZbDiagnostic;

void zb_diagnostic_free (ZbDiagnostic *diagnostic);
/* "form.rules:12:8: error: …" and the excerpt. */
char *zb_diagnostic_to_string (const ZbDiagnostic *diagnostic);
/* The same in @language, "zh" or "en". */
char *zb_diagnostic_to_text (const ZbDiagnostic *diagnostic, const char *language);
