/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/suspects/elimination.h"
#include "validators/suspects/family.h"

/* Trying sets of cells, and the reasons why they do not do. */

/* Cells, ascending. */
typedef struct {
  guint n;
  guint cells[ZB_LINEAR_MAX_COLUMNS];
} ZbCellSet;

void zb_cell_set_insert (ZbCellSet *set, guint cell);
void zb_cell_set_remove (ZbCellSet *set, guint cell);
/* Whether a cell of @core is in the set. */
gboolean zb_cell_set_hits (const ZbCellSet *set, const GArray *core);

typedef struct {
  ZbDemands *demands;
  ZbFamilyLimits limits;
  GCancellable *cancellable;
  ZbArena *arena;
  GPtrArray *cores;  /* GArray of guint: one of these cells must change */
  guint *parents;    /* by cell: those of joined cores form a tree */
  guint8 *owns;      /* by cell: the root of a family */
  guint8 *doomed;    /* by cell: the root of a family that no change of cells can mend */
  GHashTable *known; /* GBytes of the cells of a set → ZbFeasibility + 1 */
  int *columns;      /* by cell */
  guint *stamps;     /* by demand */
  guint stamp;
  guint8 *assumed; /* by demand: it was taken to hold */
  gboolean too_many_cores;
  /* Of the family that is being found: */
  guint root;
  gboolean grew; /* a core reached over into another family */
  ZbCellSet set;
  guint *excluded; /* by cell */
  guint weight, limit, next_limit;
  ZbFamily *family;
} ZbSetSearch;

void zb_set_search_init (ZbSetSearch *search,
                         ZbDemands *demands,
                         const ZbFamilyLimits *limits,
                         GCancellable *cancellable);
void zb_set_search_clear (ZbSetSearch *search);
const ZbDemandCell *zb_set_search_cell (const ZbSetSearch *search, guint cell);
/* The cell that stands for all that belong together with @cell. */
guint zb_set_search_root (ZbSetSearch *search, guint cell);
/* Takes @core; its cells, and those of the set it was found with, belong together from now on. */
void zb_set_search_add (ZbSetSearch *search, GArray *core, const ZbCellSet *set);
/* Demands that look at a cell of @set, each once: (transfer full) array of guint. */
GArray *zb_set_search_touched (ZbSetSearch *search, const ZbCellSet *set);
/* Whether the cells of @set can be changed so that all that looks at them holds; if not, a core
 * says why. */
ZbFeasibility zb_set_search_try (ZbSetSearch *search, const ZbCellSet *set);
