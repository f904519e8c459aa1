/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"
#include "validators/columns/column-layout.h"

/* The columns that a form's reports make. */
typedef struct {
  GArray *places;   /* ZbColumnPlace: figures of fixed cells, then of each dynamic section its keys
                       and figures */
  GArray *sections; /* ZbColumnRows, without their blocks */
  guint n_fixed;
  guint64 shape; /* a sum over all that decides what a column means */
} ZbColumnShape;

ZbColumnShape *zb_column_shape_new (const ZbForm *form);
void zb_column_shape_free (ZbColumnShape *shape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnShape, zb_column_shape_free)

/* A sum that tells damage, continued from @sum; not made against forgery. */
guint64 zb_column_sum (guint64 sum, const void *bytes, gsize length);
