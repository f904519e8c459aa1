/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What checking a report came to, in numbers. */
typedef enum {
  ZB_VERDICT_UNCHECKED, /* nothing was checked yet */
  ZB_VERDICT_CHECKING,
  ZB_VERDICT_CHECKED,
} ZbVerdictState;

typedef struct {
  ZbVerdictState state;
  guint n_refused;   /* cells with a text that is no value */
  guint n_hard;      /* cannot be submitted */
  guint n_quasi;     /* needs a reason */
  guint n_soft;      /* needs an explanation */
  guint n_explained; /* quasi and soft ones that have it */
  guint n_info;
  guint n_later; /* checks that run only at the bureau */
} ZbVerdict;

/* Whether nothing keeps the report from being signed. */
gboolean zb_verdict_is_clear (const ZbVerdict *verdict);

/* What the line says before its parts, "" where these speak for themselves (static, translated). */
const char *zb_verdict_get_summary (const ZbVerdict *verdict);

/* The line as one sentence, for screen readers and tests: "3 errors · 2 to explain · 12 checks run
 * only at the bureau". (transfer full) */
char *zb_verdict_to_text (const ZbVerdict *verdict);

/* One part of the line, NULL when its number is 0 (transfer full). */
typedef enum {
  ZB_VERDICT_REFUSED,
  ZB_VERDICT_HARD,
  ZB_VERDICT_QUASI,
  ZB_VERDICT_SOFT,
  ZB_VERDICT_EXPLAINED,
  ZB_VERDICT_INFO,
  ZB_VERDICT_LATER,
  ZB_VERDICT_N_PARTS,
} ZbVerdictPart;
char *zb_verdict_part_to_text (const ZbVerdict *verdict, ZbVerdictPart part);
