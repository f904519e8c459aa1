/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/suspects/family.h"
#include "validators/suspects/history.h"
#include "validators/suspects/suspects.h"

/* Slips of the hand that explain why rules fail, and prove it. */

#define ZB_SLIP_MAX_CELLS 8

typedef struct {
  ZbSlipKind kind;
  int power;
  guint n;
  guint cells[ZB_SLIP_MAX_CELLS];
  gint64 numbers[ZB_SLIP_MAX_CELLS];
  gboolean blanks[ZB_SLIP_MAX_CELLS]; /* the cell is to be left blank */
} ZbSlip;

/* The one slip that makes every demand of @family, and all that look at the same cells, hold; that
 * the rules leave no room for, or that earlier reports bear out; and that has no rival. FALSE if
 * there is none. @histories: ZbCellHistory by cell. */
gboolean zb_slip_find (ZbDemands *demands,
                       const ZbFamily *family,
                       const GArray *histories,
                       ZbSlip *ret_slip);
