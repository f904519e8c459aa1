/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/finding.h"
#include "validators/cell-place.h"
#include "validators/program.h"
#include "validators/world.h"

/* Runs programs over a world. One machine serves one thread. */

#define ZB_MACHINE_MAX_FRAMES 8

typedef struct {
  const ZbProgram *program;
  ZbWorld *world;
  int domains[ZB_MACHINE_MAX_FRAMES]; /* -1 where a variable is not bound */
  guint rows[ZB_MACHINE_MAX_FRAMES];
  gboolean interval;       /* figures carry their slack */
  gboolean wants_interval; /* a comparison would hold within rounding, perhaps */
  gboolean seen_cell, seen_value;
  ZbProgram *part;    /* (nullable) of what is told of a finding, emitted anew each time */
  GPtrArray *scratch; /* (nullable) texts made while running, until the next judgement */
  guint depth;
  ZbFigure stack[ZB_PROGRAM_MAX_STACK + 4];
} ZbMachine;

ZbMachine *zb_machine_new (const ZbProgram *program, ZbWorld *world);
void zb_machine_free (ZbMachine *machine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMachine, zb_machine_free)
/* Binds variable 0 to row @row of domain @domain; a negative domain frees it. */
void zb_machine_bind_row (ZbMachine *machine, int domain, guint row);
/* The outcome of the rule at @start. */
ZbOutcome zb_machine_judge (ZbMachine *machine, guint start);
/* The value of the formula at @start. */
ZbFigure zb_machine_compute (ZbMachine *machine, guint start);
/* The same for a part of a rule, with the row that is bound: slower, for telling of findings.
 * @interval: with the slack of rounded figures. */
ZbOutcome
zb_machine_judge_part (ZbMachine *machine, const ZbExpression *condition, ZbPolicies policies);
ZbFigure zb_machine_compute_part (ZbMachine *machine,
                                  const ZbExpression *value,
                                  ZbPolicies policies,
                                  gboolean interval);

/* Parts of the machine in files of their own. Each takes its operands off the stack and leaves one
 * value. Figures are large, so they are worked on where they lie. */

/* Room for one more value, which is to be written whole. */
static inline ZbFigure *
zb_machine_put (ZbMachine *machine)
{
  return &machine->stack[machine->depth++];
}

/* The value on top. */
static inline ZbFigure *
zb_machine_top (ZbMachine *machine)
{
  return &machine->stack[machine->depth - 1];
}

/* Takes it off: it can be read until the next is put. */
static inline const ZbFigure *
zb_machine_take (ZbMachine *machine)
{
  return &machine->stack[--machine->depth];
}

/* Counts a cell that was read, and gives a blank one the value of @policy. */
void zb_machine_count_cell (ZbMachine *machine, ZbFigure *cell, ZbPolicy policy);
/* Runs from @at to the end and takes what lies on top. */
const ZbFigure *zb_machine_run (ZbMachine *machine, guint at);
/* Whether two figures of one exponent lie within one of @tolerances (nullable); both must carry
 * their slack. */
gboolean zb_machine_is_near (ZbMachine *machine,
                             const GArray *tolerances,
                             const ZbFigure *a,
                             const ZbFigure *b);
void zb_machine_compare (ZbMachine *machine, const ZbExpression *expression);
void zb_machine_compare_zero (ZbMachine *machine, const ZbOp *op);
void zb_machine_text_op (ZbMachine *machine, const ZbOp *op);
void zb_machine_set_op (ZbMachine *machine, const ZbOp *op, guint at);
