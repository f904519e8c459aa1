/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check.h"

/* A form whose reports a check waits for: it is installed and collects those periods, and the
 * context does not have them. */
typedef struct {
  const char *code;     /* as printed, "B204-1"; borrowed from the rules */
  ZbPeriod first, last; /* the periods waited for */
  guint n_checks;
} ZbAwaited;

/* What the checks counted in ZbVerdict.waiting wait for, most wanted first: (transfer full) array
 * of ZbAwaited, borrowing from @check. */
GArray *zb_check_awaited (const ZbCheck *check);
/* "B204-1, B203 (June 2023 … May 2024) …": at most @most forms; a period where it is not @period,
 * that of the report. "" if there are none. Caller frees. */
char *zb_awaited_to_text (const GArray *awaited, ZbPeriod period, guint most, const char *language);
