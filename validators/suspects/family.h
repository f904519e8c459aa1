/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "validators/suspects/demand.h"

/* The cheapest sets of cells whose change can make all demands hold (Fellegi and Holt, 1976), found
 * from below: each reason why a set does not do is a set of cells of which one at least must change
 * as well, and what hits all reasons is tried next. */

typedef enum {
  ZB_FAMILY_FOUND,
  ZB_FAMILY_TOO_MANY,  /* too many cells must change, or too many sets would do */
  ZB_FAMILY_TOO_LARGE, /* the work was used up, or figures left 128 bits */
  ZB_FAMILY_NONE,      /* whatever the cells hold, these demands contradict each other */
} ZbFamilyOutcome;

/* Demands that fail for reasons of their own. */
typedef struct {
  ZbFamilyOutcome outcome;
  GArray *failing; /* guint: demands */
  GPtrArray *sets; /* GArray of guint: cells, ascending; every set by itself mends what fails */
  GArray *assumed; /* guint: demands taken to hold when their cells change */
} ZbFamily;

typedef struct {
  GPtrArray *families; /* ZbFamily */
  gboolean is_joint;   /* any choice of one set a family was found to do together */
} ZbFamilies;

typedef struct {
  guint max_cells; /* in a set, at most 8 */
  guint max_sets;  /* of a family */
  guint64 work;    /* a measure of time: a few a microsecond */
} ZbFamilyLimits;

extern const ZbFamilyLimits zb_family_limits;

/* NULL if and only if @cancellable (nullable) was cancelled. @demands is not changed. */
ZbFamilies *
zb_families_find (ZbDemands *demands, const ZbFamilyLimits *limits, GCancellable *cancellable);
void zb_families_free (ZbFamilies *families);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFamilies, zb_families_free)
