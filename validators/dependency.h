/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/expression.h"
#include "validators/references.h"

/* Which instances of rules look at which cells of the report itself: compressed index arrays, so
 * that one edit finds what it touches without a search. */

typedef struct _ZbInstance ZbInstance;

typedef struct {
  guint32 instance;
  gboolean same_row; /* only of the row that changed */
} ZbDependent;

typedef struct {
  guint32 *offsets;        /* of each place, and of the end */
  ZbDependent *dependents; /* by place */
} ZbDependentIndex;

typedef struct {
  guint n_sections;
  guint *bases; /* first place of each section; a dynamic section has one place a column */
  guint n_places;
  ZbDependentIndex cells;    /* by place */
  ZbDependentIndex sections; /* by section: what its set of rows decides */
  ZbDependentIndex fields;   /* one place */
} ZbDependencies;

/* @instances: ZbInstance, whose expressions are walked. */
ZbDependencies *zb_dependencies_new (const ZbForm *form,
                                     const ZbReferences *references,
                                     const GPtrArray *instances);
void zb_dependencies_free (ZbDependencies *dependencies);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDependencies, zb_dependencies_free)
/* The place of a cell; the row of a dynamic section makes no difference. */
guint zb_dependencies_place (
    const ZbDependencies *dependencies, const ZbForm *form, guint section, guint row, guint column);
/* What @instance computes, as a place; G_MAXUINT if it computes nothing. */
guint zb_instance_target_place (const ZbInstance *instance,
                                const ZbDependencies *dependencies,
                                const ZbForm *form,
                                const ZbReferences *references);
/* Instances that compute, each after those whose cells it reads; NULL if some read themselves in a
 * circle, with one of them in @ret_circular. */
GArray *zb_dependencies_order (const ZbDependencies *dependencies,
                               const ZbForm *form,
                               const ZbReferences *references,
                               const GPtrArray *instances,
                               guint *ret_circular);
