/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-file.h"

/* The columns of other reports of the same units: of another period, of another form. */

/* Those of one edition of the form. */
typedef struct {
  ZbColumnFile *file;
  const ZbForm *form;
  /* Of each report that is judged, by number, the one of its unit in @file; -1 where the unit has
   * none there. */
  const gint32 *reports;
} ZbColumnPart;

typedef struct {
  /* The reports of @form for @period that rules may look at, each in one of *@ret_parts (borrowed
   * until the check is freed); none where the form is not installed or not collected then. FALSE
   * where columns cannot tell. */
  gboolean (*find) (gpointer self,
                    const char *form,
                    ZbPeriod period,
                    const ZbColumnPart **ret_parts,
                    guint *ret_n);
  gpointer self;
} ZbColumnNeighbours;
