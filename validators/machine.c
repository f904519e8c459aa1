/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/machine.h"

#include <string.h>

ZbMachine *
zb_machine_new (const ZbProgram *program, ZbWorld *world)
{
  /* What lies on the stack was put there first. */
  ZbMachine *machine = g_new (ZbMachine, 1);

  memset (machine, 0, G_STRUCT_OFFSET (ZbMachine, stack));
  machine->program = program;
  machine->world = world;
  for (guint i = 0; i < ZB_MACHINE_MAX_FRAMES; i++)
    machine->domains[i] = -1;
  return machine;
}

void
zb_machine_free (ZbMachine *machine)
{
  if (machine == NULL)
    return;
  g_clear_pointer (&machine->scratch, g_ptr_array_unref);
  zb_program_free (machine->part);
  g_free (machine);
}

void
zb_machine_bind_row (ZbMachine *machine, int domain, guint row)
{
  machine->domains[0] = domain;
  machine->rows[0] = row;
}

static ZbFigure
blank_by_policy (ZbPolicy policy)
{
  switch (policy) {
  case ZB_POLICY_ZERO:
    return zb_figure_whole (0);
  case ZB_POLICY_FAIL:
    return zb_figure_flagged (ZB_FIGURE_REFUSED);
  default:
    return zb_figure_flagged (ZB_FIGURE_BLANK);
  }
}

void
zb_machine_count_cell (ZbMachine *machine, ZbFigure *cell, ZbPolicy policy)
{
  if (policy == ZB_POLICY_LOOK)
    return;
  machine->seen_cell = TRUE;
  if ((cell->flags & ZB_FIGURE_BLANK) == 0) {
    machine->seen_value |= cell->flags == 0;
    return;
  }
  machine->seen_value |= policy == ZB_POLICY_FAIL;
  *cell = blank_by_policy (policy);
}

/* A term that is blank, missing, of another scale, or wanted with its slack. */
static gboolean
add_rare_term (ZbMachine *machine, const ZbTerm *term, ZbFigure *sum)
{
  ZbFigure cell;

  zb_world_slot (machine->world, term->slot, machine->interval, &cell);
  zb_machine_count_cell (machine, &cell, (ZbPolicy)term->policy);
  if (cell.flags != 0) {
    sum->flags |= cell.flags;
  } else if (cell.num != 0 || cell.num_slack != 0) {
    cell = zb_figure_multiply (cell, zb_figure_whole (term->coefficient));
    *sum = zb_figure_add (*sum, cell);
  }
  return (sum->flags & ZB_FIGURE_OVERFLOW) == 0;
}

static void
run_linear (ZbMachine *machine, const ZbOp *op)
{
  const ZbTerm *term = &g_array_index (machine->program->terms, ZbTerm, op->index);
  const ZbTerm *end = term + op->n;
  const ZbBoundSlot *slots = machine->world->slots;
  ZbFigure *sum = zb_machine_put (machine);
  gboolean plain = !machine->interval, fits = TRUE;

  *sum = (ZbFigure){.num = op->policy ? term++->coefficient : 0, .den = 1};
  for (; term < end; term++) {
    const ZbBoundSlot *slot = &slots[term->slot];

    if (G_LIKELY (plain && slot->number != NULL && *slot->state == ZB_STATE_VALUE &&
                  slot->shift == 0)) {
      machine->seen_cell = machine->seen_value = TRUE;
      fits &=
          !__builtin_add_overflow (sum->num, (ZbWide)*slot->number * term->coefficient, &sum->num);
    } else {
      fits &= add_rare_term (machine, term, sum);
    }
  }
  if (G_UNLIKELY (!fits || sum->num < -ZB_WIDE_MAX))
    *sum = zb_figure_flagged (sum->flags | ZB_FIGURE_OVERFLOW);
}

static void
run_key_cell (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure *top = zb_machine_top (machine);

  if (top->flags != 0)
    *top = zb_figure_flagged (top->flags);
  else
    *top =
        zb_world_key_cell (machine->world, (guint)op->index, top->text,
                           op->n ? machine->domains[0] : -1, machine->rows[0], machine->interval);
  zb_machine_count_cell (machine, top, (ZbPolicy)op->policy);
}

static void
run_extreme (ZbMachine *machine, gboolean minimum)
{
  const ZbFigure *b = zb_machine_take (machine);
  ZbFigure *a = zb_machine_top (machine);
  int order = 0;

  if ((a->flags | b->flags) != 0)
    *a = zb_figure_flagged (a->flags | b->flags);
  else if (!zb_figure_compare (a, b, &order))
    *a = zb_figure_flagged (ZB_FIGURE_OVERFLOW);
  else if ((order <= 0) != minimum)
    *a = *b;
}

static void
run_if (ZbMachine *machine)
{
  const ZbFigure *no = zb_machine_take (machine);
  const ZbFigure *yes = zb_machine_take (machine);
  ZbFigure *condition = zb_machine_top (machine);

  if (condition->flags != 0)
    *condition = zb_figure_flagged (condition->flags);
  else
    *condition = condition->num != 0 ? *yes : *no;
}

static gboolean
is_decided (const ZbFigure *condition, gboolean holds)
{
  return condition->flags == 0 && (condition->num != 0) == holds;
}

/* False decides an "and" and true an "or" whatever the other is; otherwise what is missing, then
 * what is blank, decides. @lenient: of two demands joined by "and", a blank one is left out. */
static ZbFigure
join_conditions (const ZbFigure *a, const ZbFigure *b, gboolean decisive, gboolean lenient)
{
  guint flags = a->flags | b->flags;

  if (flags & ZB_FIGURE_OVERFLOW)
    return zb_figure_flagged (ZB_FIGURE_OVERFLOW);
  if (is_decided (a, decisive) || is_decided (b, decisive))
    return zb_figure_condition (decisive);
  if (flags & ZB_FIGURE_MISSING)
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  if (lenient ? a->flags != 0 && b->flags != 0 : flags != 0)
    return zb_figure_flagged (ZB_FIGURE_BLANK);
  return zb_figure_condition (!decisive);
}

static void
run_logic (ZbMachine *machine, const ZbOp *op)
{
  const ZbFigure *b = zb_machine_take (machine);
  ZbFigure *a = zb_machine_top (machine);

  if (op->code != ZB_OP_IFF)
    *a = join_conditions (a, b, op->code == ZB_OP_OR, op->n != 0);
  else if ((a->flags | b->flags) != 0)
    *a = zb_figure_flagged (a->flags | b->flags);
  else
    *a = zb_figure_condition ((a->num != 0) == (b->num != 0));
}

static void
run_arithmetic (ZbMachine *machine, const ZbOp *op)
{
  const ZbFigure *b = zb_machine_take (machine);
  ZbFigure *a = zb_machine_top (machine);

  if (op->code == ZB_OP_ADD)
    *a = zb_figure_add (*a, *b);
  else if (op->code == ZB_OP_MULTIPLY)
    *a = zb_figure_multiply (*a, *b);
  else
    *a = zb_figure_divide (*a, *b);
}

/* Ops that turn one value into another. */
static void
run_unary (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure *top = zb_machine_top (machine);

  switch ((ZbOpCode)op->code) {
  case ZB_OP_SCALE:
    *top = zb_figure_scale (*top, op->index);
    return;
  case ZB_OP_NEGATE:
    *top = zb_figure_negate (*top);
    return;
  case ZB_OP_ABSOLUTE:
    *top = zb_figure_absolute (*top);
    return;
  case ZB_OP_NZ:
    if (top->flags == ZB_FIGURE_BLANK)
      *top = zb_figure_whole (0);
    return;
  default: /* ZB_OP_NOT */
    if (top->flags == 0)
      *top = zb_figure_condition (top->num == 0);
    return;
  }
}

static const ZbExpression *
expression_of (const ZbMachine *machine, const ZbOp *op)
{
  return g_ptr_array_index (machine->program->expressions, (guint)op->index);
}

static void
run_round (ZbMachine *machine, const ZbExpression *expression)
{
  ZbFigure *top = zb_machine_top (machine);

  *top = zb_figure_round (*top, (int)expression->digits,
                          expression->flag ? ZB_ROUND_HALF_EVEN : ZB_ROUND_HALF_UP);
}

/* Ops that live in files of their own. */
static void
run_other (ZbMachine *machine, const ZbOp *op, guint at)
{
  switch ((ZbOpCode)op->code) {
  case ZB_OP_COMPARE:
  case ZB_OP_COMPARE_TEXT:
  case ZB_OP_BETWEEN:
  case ZB_OP_IN:
  case ZB_OP_IN_TEXT:
    zb_machine_compare (machine, expression_of (machine, op));
    return;
  case ZB_OP_AGGREGATE:
  case ZB_OP_LOOP:
  case ZB_OP_ROWS:
  case ZB_OP_STATE:
  case ZB_OP_EXISTS:
  case ZB_OP_HAS:
    zb_machine_set_op (machine, op, at);
    return;
  default:
    zb_machine_text_op (machine, op);
    return;
  }
}

static ZbFigure
parameter_of (const ZbMachine *machine, const ZbExpression *expression)
{
  return zb_world_parameter (machine->world, expression->index, expression->adopt,
                             expression->flag);
}

/* Ops that take nothing off the stack. */
static void
run_leaf (ZbMachine *machine, const ZbOp *op)
{
  ZbWorld *world = machine->world;
  guint index = (guint)op->index;
  ZbFigure *top = zb_machine_put (machine);

  switch ((ZbOpCode)op->code) {
  case ZB_OP_CONSTANT:
    *top = zb_figure_whole (g_array_index (machine->program->constants, gint64, index));
    return;
  case ZB_OP_CELL:
    zb_world_slot (world, index, machine->interval, top);
    zb_machine_count_cell (machine, top, (ZbPolicy)op->policy);
    return;
  case ZB_OP_ROW_CELL:
    zb_world_row_cell (world, index, machine->rows[op->n], machine->interval, top);
    zb_machine_count_cell (machine, top, (ZbPolicy)op->policy);
    return;
  case ZB_OP_PARAMETER:
    *top = parameter_of (machine, expression_of (machine, op));
    return;
  case ZB_OP_PERIOD:
    *top = zb_figure_whole (world->periods[index]);
    return;
  case ZB_OP_FIRST:
    *top = zb_figure_condition (world->first);
    return;
  case ZB_OP_JOINT:
    *top = zb_figure_condition (world->joint);
    return;
  default: /* ZB_OP_LITERAL */
    *top = zb_figure_condition (index != 0);
    return;
  }
}

static void
run_op (ZbMachine *machine, const ZbOp *op, guint at)
{
  switch ((ZbOpCode)op->code) {
  case ZB_OP_CONSTANT:
  case ZB_OP_CELL:
  case ZB_OP_ROW_CELL:
  case ZB_OP_PARAMETER:
  case ZB_OP_PERIOD:
  case ZB_OP_FIRST:
  case ZB_OP_JOINT:
  case ZB_OP_LITERAL:
    run_leaf (machine, op);
    return;
  case ZB_OP_KEY_CELL:
    run_key_cell (machine, op);
    return;
  case ZB_OP_SCALE:
  case ZB_OP_NEGATE:
  case ZB_OP_ABSOLUTE:
  case ZB_OP_NZ:
  case ZB_OP_NOT:
    run_unary (machine, op);
    return;
  case ZB_OP_ADD:
  case ZB_OP_MULTIPLY:
  case ZB_OP_DIVIDE:
    run_arithmetic (machine, op);
    return;
  case ZB_OP_MINIMUM:
  case ZB_OP_MAXIMUM:
    run_extreme (machine, op->code == ZB_OP_MINIMUM);
    return;
  case ZB_OP_ROUND:
    run_round (machine, expression_of (machine, op));
    return;
  case ZB_OP_IF:
    run_if (machine);
    return;
  case ZB_OP_AND:
  case ZB_OP_OR:
  case ZB_OP_IFF:
    run_logic (machine, op);
    return;
  default:
    run_other (machine, op, at);
    return;
  }
}

/* What a guard leaves when it does not hold: its flags, or blank for a rule that does not apply. */
static gboolean
passes_guard (ZbMachine *machine)
{
  ZbFigure *guard = zb_machine_top (machine);

  if (guard->flags == 0 && guard->num != 0) {
    machine->depth--;
    return TRUE;
  }
  if (guard->flags == 0)
    *guard = zb_figure_flagged (ZB_FIGURE_BLANK);
  return FALSE;
}

const ZbFigure *
zb_machine_run (ZbMachine *machine, guint at)
{
  const ZbOp *ops = (const ZbOp *)machine->program->ops->data;

  for (;; at++) {
    const ZbOp *op = &ops[at];

    if (op->code == ZB_OP_END)
      break;
    if (op->code == ZB_OP_GUARD) {
      if (!passes_guard (machine))
        break;
      continue;
    }
    if (op->code == ZB_OP_LINEAR)
      run_linear (machine, op);
    else if (op->code == ZB_OP_COMPARE_ZERO)
      zb_machine_compare_zero (machine, op);
    else
      run_op (machine, op, at);
    if (op->code == ZB_OP_LOOP)
      at += op->n;
  }
  return zb_machine_take (machine);
}

static ZbOutcome
outcome_of (const ZbMachine *machine, const ZbFigure *result)
{
  if (result->flags & ZB_FIGURE_OVERFLOW)
    return ZB_OUTCOME_ERROR;
  if (result->flags & ZB_FIGURE_MISSING)
    return ZB_OUTCOME_NOT_EVALUABLE;
  if (result->flags & ZB_FIGURE_BLANK)
    return ZB_OUTCOME_SKIPPED;
  /* A rule whose cells are all blank says nothing. */
  if (machine->seen_cell && !machine->seen_value)
    return ZB_OUTCOME_SKIPPED;
  return result->num != 0 ? ZB_OUTCOME_PASS : ZB_OUTCOME_FAIL;
}

static ZbOutcome
judge_once (ZbMachine *machine, guint start, gboolean interval)
{
  machine->depth = 0;
  machine->interval = interval;
  machine->seen_cell = machine->seen_value = FALSE;
  return outcome_of (machine, zb_machine_run (machine, start));
}

ZbOutcome
zb_machine_judge (ZbMachine *machine, guint start)
{
  ZbOutcome outcome;

  if (machine->scratch != NULL && machine->scratch->len > 0)
    g_ptr_array_set_size (machine->scratch, 0);
  machine->wants_interval = FALSE;
  outcome = judge_once (machine, start, FALSE);
  /* Also what passed: "not (a = b)" may fail once a and b are near. */
  return machine->wants_interval ? judge_once (machine, start, TRUE) : outcome;
}

ZbFigure
zb_machine_compute (ZbMachine *machine, guint start)
{
  ZbFigure result;

  machine->depth = 0;
  machine->interval = FALSE;
  machine->seen_cell = machine->seen_value = FALSE;
  result = *zb_machine_run (machine, start);
  if (result.flags == 0 && machine->seen_cell && !machine->seen_value)
    return zb_figure_flagged (ZB_FIGURE_BLANK);
  return result;
}

/* Emits a part of a rule and runs it in place of the rules; returns the program to go back to. */
static const ZbProgram *
begin_part (ZbMachine *machine, const ZbExpression *part, ZbPolicies policies)
{
  const ZbProgram *before = machine->program;

  if (machine->part == NULL)
    machine->part = zb_program_new ();
  zb_program_clear (machine->part);
  zb_program_emit (machine->part, NULL, part, policies);
  machine->program = machine->part;
  return before;
}

ZbOutcome
zb_machine_judge_part (ZbMachine *machine, const ZbExpression *condition, ZbPolicies policies)
{
  const ZbProgram *before = begin_part (machine, condition, policies);
  ZbOutcome outcome;

  machine->wants_interval = FALSE;
  outcome = judge_once (machine, 0, FALSE);
  if (machine->wants_interval)
    outcome = judge_once (machine, 0, TRUE);
  machine->program = before;
  return outcome;
}

ZbFigure
zb_machine_compute_part (ZbMachine *machine,
                         const ZbExpression *value,
                         ZbPolicies policies,
                         gboolean interval)
{
  const ZbProgram *before = begin_part (machine, value, policies);
  ZbFigure result;

  machine->depth = 0;
  machine->interval = interval;
  result = *zb_machine_run (machine, 0);
  machine->program = before;
  return result;
}
