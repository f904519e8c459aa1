/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/permit.h"

/* What became of a request to correct an accepted report, in a sentence. (transfer full) */
char *zb_permit_dup_words (const ZbPermit *permit);

/* "B204-1 July 2024 (accepted)": a report that a correction touches. (transfer full) */
char *zb_touched_report_dup_words (const ZbTouchedReport *report);
/* "Totals of B204-1, June 2024: 350213, industry 39". (transfer full) */
char *zb_touched_total_dup_words (const ZbTouchedTotal *total);
