/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"
#include "server/store/unit.h"
#include "validators/context-document.h"

/* The context of a unit's report, out of the store: exactly what the form's rules can ask for. */
typedef struct {
  ZbContextDocument *document;
  ZbMemoryContext *memory;
} ZbReportContext;

void zb_report_context_clear (ZbReportContext *context);

/* With @whole the document also carries the earlier reports' figures (to be handed out); else only
 * their digests, and the memory context holds them. */
gboolean zb_report_context_read (const ZbIntakeDesk *desk,
                                 ZbRuleset *ruleset,
                                 const ZbUnit *unit,
                                 ZbPeriod period,
                                 gboolean whole,
                                 ZbReportContext *ret_context,
                                 GError **error);
