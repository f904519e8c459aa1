/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-world.h"

/* An instance of a rule for all reports: its bytecode turned into instructions over registers, each
 * of which holds one value for every report of a block. */

/* Instructions beyond those of validators/op.h. */
enum {
  ZB_LANE_DEMAND = 200, /* a linear sum against zero, in one go */
  /* ZB_OP_LOOP: ZbLaneOp.n ops that follow run over the rows of domain @index. */
};

typedef struct {
  guint8 code; /* ZbOpCode, or one of the above */
  guint8 policy;
  guint8 relation;
  gboolean is_lenient; /* of "and": ZbOp.n */
  guint16 n;           /* operands, or terms */
  guint16 result;      /* register; operands lie in this and the following ones */
  gint32 index;        /* as in ZbOp; of DEMAND and LINEAR the first term */
  gint64 constant;     /* of DEMAND and LINEAR */
  gint64 near;         /* of DEMAND: so far beside still holds; -1 where there is no tolerance */
  ZbWide slack;        /* of DEMAND: the same within rounding, if all cells have values */
  const ZbExpression *expression;
} ZbLaneOp;

typedef struct {
  guint number; /* of the instance */
  const ZbInstance *instance;
  gboolean in_lanes; /* else it runs report by report */
  GArray *ops;       /* ZbLaneOp */
  guint n_registers;
  GArray *slots;                    /* guint: those that it reads */
  GArray *row_slots;                /* guint */
  GArray *domains;                  /* guint: whose rows it goes through */
  int target_slot, target_row_slot; /* the cell of a calculation; -1 */
  int target_power;                 /* from its formula's exponent to the cell's */
  /* What does not hold exactly is judged once more, with the slack of rounded figures. */
  gboolean judges_twice;
  gboolean keeps_passes;   /* what has passed needs no second judgement */
  gboolean slack_in_lanes; /* its one demand does so itself where no cell is blank */
  /* The left side of its one demand, for telling of violations; NULL where it has none. */
  GArray *left; /* (nullable) ZbTerm */
  ZbWide left_constant;
} ZbLaneKernel;

/* @number: of the instance. */
ZbLaneKernel *zb_lane_kernel_new (const ZbColumnWorld *world, guint number);
void zb_lane_kernel_free (ZbLaneKernel *kernel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLaneKernel, zb_lane_kernel_free)
