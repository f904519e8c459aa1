/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/review/sample.h"

/* What the samples of a package try: each rule must fail in one of them and hold in another, and
 * each sample must give exactly the findings that lie beside it. */

typedef struct {
  const char *rule; /* "B204-1#7" */
  guint n_failing;  /* samples in which it, or an instance of it, fails */
  guint n_holding;  /* samples in which it, or an instance of it, passes */
} ZbRuleCoverage;

typedef struct {
  ZbRuleset *ruleset;
  guint n_good, n_bad; /* samples */
  GArray *rules;       /* ZbRuleCoverage, in the order of the rules */
  GPtrArray *wrong;    /* char*: what a sample gives and should not, or the other way round */
} ZbCoverage;

/* Runs the samples in @folder. NULL with an error if the package or a sample cannot be read. */
ZbCoverage *zb_coverage_new (ZbRulebook *rulebook,
                             const ZbPackage *package,
                             const char *folder,
                             const char *parameters,
                             GError **error);
void zb_coverage_free (ZbCoverage *coverage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCoverage, zb_coverage_free)

/* Rules that never fail or never hold. */
guint zb_coverage_n_untried (const ZbCoverage *coverage);
