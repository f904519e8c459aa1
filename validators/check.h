/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/context.h"
#include "validators/finding.h"

/* Checking one report, whole or cell by cell while someone types. */
typedef struct _ZbCheck ZbCheck;

typedef enum {
  ZB_CHECK_VERIFY, /* computed cells are compared with their formula: a difference is a hard finding
                    */
  ZB_CHECK_COMPUTE, /* computed cells are written into the report */
} ZbCheckMode;

/* The check borrows @report and @context while it lives. @at_bureau runs the rules of side bureau
 * too. */
ZbCheck *zb_check_new (
    ZbRuleset *ruleset, ZbReport *report, ZbContext context, ZbCheckMode mode, gboolean at_bureau);
void zb_check_free (ZbCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCheck, zb_check_free)

/* Runs every formula and rule. */
void zb_check_run (ZbCheck *check);
/* Says what changed since; rows added to or removed from a dynamic section count as a change of the
 * section. */
void zb_check_touch_cell (ZbCheck *check, guint section, guint row, guint column);
void zb_check_touch_section (ZbCheck *check, guint section);
void zb_check_touch_fields (ZbCheck *check);
void zb_check_touch_explanations (ZbCheck *check);
/* Re-runs what depends on it. The same result as zb_check_run(). */
void zb_check_update (ZbCheck *check);

/* What did not pass (fail, error), hardest first, then by rule order and instance. Borrowed until
 * the next run or update. */
const GPtrArray *zb_check_findings (const ZbCheck *check);
/* Required cells left blank and codes not in their list are findings of the form itself, rule
 * "B204-1#required" and the like. */

typedef struct {
  guint hard, quasi, soft, info; /* findings, waived ones left out */
  guint to_explain;              /* soft or quasi without a valid explanation */
  guint not_evaluable;           /* instances whose context is missing here */
  guint waiting;                 /* of these, those that wait for reports: zb_check_awaited() */
  guint other_edition;           /* of these, those that would compare what an edition of before did
                                    not ask in these terms */
  guint not_owed;                /* of these, those that look at forms the unit does not owe */
  guint bureau_only;             /* rules that run only at the bureau */
  guint passed, skipped;
} ZbVerdict;

ZbVerdict zb_check_verdict (const ZbCheck *check);
/* Only its first two lines: what decides whether a report is taken. */
ZbVerdict zb_check_weigh (const ZbCheck *check);
/* Whether rule @rule (an index into the ruleset), or an instance of it, came out as @outcome. */
gboolean zb_check_rule_has (const ZbCheck *check, guint rule, ZbOutcome outcome);
/* Checks that only the bureau can make: for want of anything but a report. */
guint zb_verdict_at_bureau (const ZbVerdict *verdict);
/* Whether nothing blocks sending. */
gboolean zb_verdict_may_send (const ZbVerdict *verdict);
