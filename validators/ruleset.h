/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* The rules of one package, compiled: immutable, shared between threads. The same compiled form
 * serves the incremental check of one report and, later, column kernels over an archive. */
typedef struct _ZbRuleset ZbRuleset;

typedef enum { ZB_SEVERITY_INFO, ZB_SEVERITY_SOFT, ZB_SEVERITY_QUASI, ZB_SEVERITY_HARD } ZbSeverity;

/* Compiles form.rules against @form; other forms' cells are looked up in @catalogue (nullable:
 * references to other forms are then not evaluable). NULL with an error naming the first error's
 * place; all diagnostics, warnings too, are appended to @diagnostics (nullable, element
 * ZbDiagnostic, transfer full). */
ZbRuleset *zb_ruleset_compile (ZbForm *form,
                               const char *source,
                               const char *rules,
                               const ZbCatalogue *catalogue,
                               GPtrArray *diagnostics,
                               GError **error);
ZbRuleset *zb_ruleset_compile_package (const ZbPackage *package,
                                       const ZbCatalogue *catalogue,
                                       GPtrArray *diagnostics,
                                       GError **error);
ZbRuleset *zb_ruleset_ref (ZbRuleset *ruleset);
void zb_ruleset_unref (ZbRuleset *ruleset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRuleset, zb_ruleset_unref)

ZbForm *zb_ruleset_form (const ZbRuleset *ruleset);
guint zb_ruleset_revision (const ZbRuleset *ruleset);
guint zb_ruleset_n_rules (const ZbRuleset *ruleset);

typedef struct {
  const char *name; /* "B204-1#10" */
  ZbSeverity severity;
  gboolean is_calc;
  gboolean bureau_only;
  int line;
  const char *text; /* the rule as written, for people */
} ZbRuleInfo;

ZbRuleInfo zb_ruleset_rule (const ZbRuleset *ruleset, guint index);

/* What the rules may ask of other reports, so that a server can hand out exactly the context
 * needed: the form, and the period for a report of @period. */
typedef struct {
  const char *form;
  ZbPeriod period;
} ZbNeed;

/* (transfer full) array of ZbNeed, sorted, without duplicates, for a report of @period; it may be
 * others' too and is not to be changed. */
GArray *zb_ruleset_needs (ZbRuleset *ruleset, ZbPeriod period);
