/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/decision.h"
#include "server/store/unit.h"

/* Totals that are true now: what enters and leaves a group when a version is accepted. */

/* A change with all it points to. */
typedef struct _ZbTotalsStep ZbTotalsStep;

/* Prepares what acceptance of @version changes: its figures enter the group that the register gives
 * its unit as of the period's last day, and those of the version accepted before leave theirs. The
 * form of each version is found in @catalogue by its package. */
ZbTotalsStep *
zb_totals_step_new (ZbStore *store, const ZbCatalogue *catalogue, gint64 version, GError **error);
/* What takes the accepted version of an obligation out again (reopening that voids it). */
ZbTotalsStep *zb_totals_step_new_leaving (ZbStore *store,
                                          const ZbCatalogue *catalogue,
                                          gint64 version,
                                          GError **error);
void zb_totals_step_free (ZbTotalsStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTotalsStep, zb_totals_step_free)
/* For ZbDecision.totals; borrowed from the step. */
const ZbTotalsChange *zb_totals_step_change (const ZbTotalsStep *step);

/* The group that the register gives @unit. */
void zb_totals_key_of (const ZbUnit *unit, ZbTotalsKey *ret_key);

/* The difference between a running total and the accepted versions summed anew. */
typedef struct {
  char *group; /* "350203 - 39 1 110" */
  char *item;  /* "" for the number of units */
  char *running, *rebuilt;
} ZbTotalsDifference;

void zb_totals_difference_free (ZbTotalsDifference *difference);
/* Sums all accepted versions of a tenant, form and period anew, and compares. (transfer full)
 * ZbTotalsDifference; empty when they agree. */
GPtrArray *zb_totals_rebuild_compare (ZbStore *store,
                                      const ZbCatalogue *catalogue,
                                      const char *tenant,
                                      const char *form,
                                      const char *period,
                                      GError **error);
