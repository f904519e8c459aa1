/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* The cells of which a form itself demands something, whatever the rules say: to be there, to be
 * blank in the joint period, a code of a list, a date. Laid out once for all reports of the form.
 */

typedef struct {
  guint row, column; /* of a dynamic section: in any row, 0 here */
  gboolean plain;    /* a figure that only has to be there, in any period */
} ZbCellDemand;

typedef struct {
  ZbCellDemand *demands; /* by section */
  guint *starts; /* of each section among them, then of the fields, which have none, and the end */
} ZbCellDemands;

ZbCellDemands *zb_cell_demands_new (const ZbForm *form);
void zb_cell_demands_free (ZbCellDemands *demands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCellDemands, zb_cell_demands_free)
