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
  machine->scratch = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ZB_MACHINE_MAX_FRAMES; i++)
    machine->domains[i] = -1;
  return machine;
}

void
zb_machine_free (ZbMachine *machine)
{
  if (machine == NULL)
    return;
  g_ptr_array_unref (machine->scratch);
  zb_program_free (machine->part);
  g_free (machine);
}

void
zb_machine_bind_row (ZbMachine *machine, int domain, guint row)
{
  machine->domains[0] = domain;
  machine->rows[0] = row;
}

void
zb_machine_push (ZbMachine *machine, ZbFigure figure)
{
  machine->stack[machine->depth++] = figure;
}

ZbFigure
zb_machine_pop (ZbMachine *machine)
{
  return machine->stack[--machine->depth];
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

ZbFigure
zb_machine_count_cell (ZbMachine *machine, ZbFigure cell, ZbPolicy policy)
{
  if (policy == ZB_POLICY_LOOK)
    return cell;
  machine->seen_cell = TRUE;
  if ((cell.flags & ZB_FIGURE_BLANK) == 0) {
    machine->seen_value |= cell.flags == 0;
    return cell;
  }
  machine->seen_value |= policy == ZB_POLICY_FAIL;
  return blank_by_policy (policy);
}

/* A term that is blank, missing, of another scale, or wanted with its slack. */
static gboolean
add_rare_term (ZbMachine *machine, const ZbTerm *term, ZbFigure *sum)
{
  ZbFigure cell =
      zb_machine_count_cell (machine, zb_world_slot (machine->world, term->slot, machine->interval),
                             (ZbPolicy)term->policy);

  if (cell.flags == 0)
    cell = zb_figure_multiply (cell, zb_figure_whole (term->coefficient));
  *sum = zb_figure_add (*sum, cell);
  return (sum->flags & ZB_FIGURE_OVERFLOW) == 0;
}

static void
run_linear (ZbMachine *machine, const ZbOp *op)
{
  const ZbTerm *term = &g_array_index (machine->program->terms, ZbTerm, op->index);
  const ZbTerm *end = term + op->n;
  const ZbBoundSlot *slots = machine->world->slots;
  ZbFigure *sum = &machine->stack[machine->depth++];
  gboolean plain = !machine->interval, fits = TRUE;

  *sum = zb_figure_whole (op->policy ? term++->coefficient : 0);
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
  ZbFigure key = zb_machine_pop (machine);
  ZbFigure cell;

  if (key.flags != 0)
    cell = zb_figure_flagged (key.flags);
  else
    cell =
        zb_world_key_cell (machine->world, (guint)op->index, key.text,
                           op->n ? machine->domains[0] : -1, machine->rows[0], machine->interval);
  zb_machine_push (machine, zb_machine_count_cell (machine, cell, (ZbPolicy)op->policy));
}

static void
run_extreme (ZbMachine *machine, gboolean minimum)
{
  ZbFigure b = zb_machine_pop (machine);
  ZbFigure a = zb_machine_pop (machine);
  int order = 0;

  if ((a.flags | b.flags) != 0)
    zb_machine_push (machine, zb_figure_flagged (a.flags | b.flags));
  else if (!zb_figure_compare (&a, &b, &order))
    zb_machine_push (machine, zb_figure_flagged (ZB_FIGURE_OVERFLOW));
  else
    zb_machine_push (machine, (order <= 0) == minimum ? a : b);
}

static void
run_if (ZbMachine *machine)
{
  ZbFigure no = zb_machine_pop (machine);
  ZbFigure yes = zb_machine_pop (machine);
  ZbFigure condition = zb_machine_pop (machine);

  if (condition.flags != 0)
    zb_machine_push (machine, zb_figure_flagged (condition.flags));
  else
    zb_machine_push (machine, condition.num != 0 ? yes : no);
}

/* False decides an "and" and true an "or" whatever the other is; otherwise what is missing, then
 * what is blank, decides. @lenient: of two demands joined by "and", a blank one is left out. */
static ZbFigure
join_conditions (ZbFigure a, ZbFigure b, gboolean decisive, gboolean lenient)
{
  guint flags = a.flags | b.flags;

  if (flags & ZB_FIGURE_OVERFLOW)
    return zb_figure_flagged (ZB_FIGURE_OVERFLOW);
  if ((a.flags == 0 && (a.num != 0) == decisive) || (b.flags == 0 && (b.num != 0) == decisive))
    return zb_figure_condition (decisive);
  if (flags & ZB_FIGURE_MISSING)
    return zb_figure_flagged (ZB_FIGURE_MISSING);
  if (lenient ? a.flags != 0 && b.flags != 0 : flags != 0)
    return zb_figure_flagged (ZB_FIGURE_BLANK);
  return zb_figure_condition (!decisive);
}

static void
run_logic (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure b = zb_machine_pop (machine);
  ZbFigure a;

  if (op->code == ZB_OP_NOT) {
    zb_machine_push (machine, b.flags != 0 ? b : zb_figure_condition (b.num == 0));
    return;
  }
  a = zb_machine_pop (machine);
  if (op->code != ZB_OP_IFF)
    zb_machine_push (machine, join_conditions (a, b, op->code == ZB_OP_OR, op->n != 0));
  else if ((a.flags | b.flags) != 0)
    zb_machine_push (machine, zb_figure_flagged (a.flags | b.flags));
  else
    zb_machine_push (machine, zb_figure_condition ((a.num != 0) == (b.num != 0)));
}

static void
run_arithmetic (ZbMachine *machine, const ZbOp *op)
{
  ZbFigure b = zb_machine_pop (machine);
  ZbFigure a;

  switch (op->code) {
  case ZB_OP_SCALE:
    zb_machine_push (machine, zb_figure_scale (b, op->index));
    return;
  case ZB_OP_NEGATE:
    zb_machine_push (machine, zb_figure_negate (b));
    return;
  case ZB_OP_ABSOLUTE:
    zb_machine_push (machine, zb_figure_absolute (b));
    return;
  case ZB_OP_NZ:
    if (b.flags == ZB_FIGURE_BLANK)
      b = zb_figure_whole (0);
    zb_machine_push (machine, b);
    return;
  default:
    break;
  }
  a = zb_machine_pop (machine);
  if (op->code == ZB_OP_ADD)
    zb_machine_push (machine, zb_figure_add (a, b));
  else if (op->code == ZB_OP_MULTIPLY)
    zb_machine_push (machine, zb_figure_multiply (a, b));
  else
    zb_machine_push (machine, zb_figure_divide (a, b));
}

static const ZbExpression *
expression_of (const ZbMachine *machine, const ZbOp *op)
{
  return g_ptr_array_index (machine->program->expressions, (guint)op->index);
}

static void
run_round (ZbMachine *machine, const ZbExpression *expression)
{
  ZbFigure value = zb_machine_pop (machine);

  zb_machine_push (machine,
                   zb_figure_round (value, (int)expression->digits,
                                    expression->flag ? ZB_ROUND_HALF_EVEN : ZB_ROUND_HALF_UP));
}

static void
run_parameter (ZbMachine *machine, const ZbExpression *expression)
{
  zb_machine_push (machine, zb_world_parameter (machine->world, expression->index,
                                                expression->adopt, expression->flag));
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

/* Ops that take nothing off the stack. */
static void
run_leaf (ZbMachine *machine, const ZbOp *op)
{
  ZbWorld *world = machine->world;
  guint index = (guint)op->index;
  ZbFigure cell;

  switch ((ZbOpCode)op->code) {
  case ZB_OP_CONSTANT:
    zb_machine_push (machine,
                     zb_figure_whole (g_array_index (machine->program->constants, gint64, index)));
    return;
  case ZB_OP_CELL:
    cell = zb_world_slot (world, index, machine->interval);
    zb_machine_push (machine, zb_machine_count_cell (machine, cell, (ZbPolicy)op->policy));
    return;
  case ZB_OP_ROW_CELL:
    cell = zb_world_row_cell (world, index, machine->rows[op->n], machine->interval);
    zb_machine_push (machine, zb_machine_count_cell (machine, cell, (ZbPolicy)op->policy));
    return;
  case ZB_OP_PARAMETER:
    run_parameter (machine, expression_of (machine, op));
    return;
  case ZB_OP_PERIOD:
    zb_machine_push (machine, zb_figure_whole (world->periods[index]));
    return;
  case ZB_OP_FIRST:
    zb_machine_push (machine, zb_figure_condition (world->first));
    return;
  case ZB_OP_JOINT:
    zb_machine_push (machine, zb_figure_condition (world->joint));
    return;
  default: /* ZB_OP_LITERAL */
    zb_machine_push (machine, zb_figure_condition (index != 0));
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
  case ZB_OP_ADD:
  case ZB_OP_MULTIPLY:
  case ZB_OP_DIVIDE:
  case ZB_OP_ABSOLUTE:
  case ZB_OP_NZ:
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
  case ZB_OP_NOT:
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
  ZbFigure *guard = &machine->stack[machine->depth - 1];

  if (guard->flags == 0 && guard->num != 0) {
    machine->depth--;
    return TRUE;
  }
  if (guard->flags == 0)
    *guard = zb_figure_flagged (ZB_FIGURE_BLANK);
  return FALSE;
}

ZbFigure
zb_machine_run (ZbMachine *machine, guint at)
{
  for (;; at++) {
    const ZbOp *op = &g_array_index (machine->program->ops, ZbOp, at);

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
  return zb_machine_pop (machine);
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
  ZbFigure result;

  machine->depth = 0;
  machine->interval = interval;
  machine->seen_cell = machine->seen_value = FALSE;
  result = zb_machine_run (machine, start);
  return outcome_of (machine, &result);
}

ZbOutcome
zb_machine_judge (ZbMachine *machine, guint start)
{
  ZbOutcome outcome;

  if (machine->scratch->len > 0)
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
  result = zb_machine_run (machine, start);
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
  result = zb_machine_run (machine, 0);
  machine->program = before;
  return result;
}
