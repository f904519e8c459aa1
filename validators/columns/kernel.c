/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/kernel.h"

#include "validators/language/expression-kind.h"

/* A kernel while its bytecode is read. */
typedef struct {
  const ZbColumnWorld *world;
  const ZbProgram *program;
  ZbLaneKernel *kernel;
  guint depth;
  gboolean in_lanes;
  int domain;     /* whose rows the lanes are; -1: they are reports */
  guint variable; /* that runs over them */
  guint n_demands, n_tolerant, n_rough;
  gboolean seen_guard, is_plain_guard;
} Reading;

static void
add_once (GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++) {
    if (g_array_index (numbers, guint, i) == number)
      return;
  }
  g_array_append_val (numbers, number);
}

static void
add_slot (Reading *reading, guint slot)
{
  reading->in_lanes &= reading->world->slots[slot].in_lanes;
  add_once (reading->kernel->slots, slot);
}

/* Rows that the reports judged have themselves. */
static gboolean
add_domain (Reading *reading, guint index)
{
  const ZbDomain *domain =
      &g_array_index (reading->world->ruleset->references->domains, ZbDomain, index);

  add_once (reading->kernel->domains, index);
  return domain->source == 0 && domain->section_index >= 0 &&
         reading->world->ruleset->form->sections[domain->section_index].dynamic;
}

static guint
domain_of (const Reading *reading, guint row_slot)
{
  const ZbReferences *references = reading->world->ruleset->references;
  guint pair = g_array_index (references->row_slots, ZbRowSlot, row_slot).pair;

  return g_array_index (references->pairs, ZbPair, pair).domain;
}

static void
add_row_slot (Reading *reading, guint row_slot)
{
  reading->in_lanes &= reading->world->row_slots[row_slot].in_lanes &&
                       add_domain (reading, domain_of (reading, row_slot));
  add_once (reading->kernel->row_slots, row_slot);
}

static ZbLaneOp *
add_op (Reading *reading, guint code, guint n_operands)
{
  ZbLaneOp op = {.code = (guint8)code, .n = (guint16)n_operands, .near = -1};
  GArray *ops = reading->kernel->ops;

  reading->depth -= n_operands;
  op.result = (guint16)reading->depth++;
  reading->kernel->n_registers = MAX (reading->kernel->n_registers, reading->depth);
  g_array_append_val (ops, op);
  return &g_array_index (ops, ZbLaneOp, ops->len - 1);
}

static const ZbTerm *
term_at (const Reading *reading, guint index)
{
  return &g_array_index (reading->program->terms, ZbTerm, index);
}

static void
read_linear (Reading *reading, const ZbOp *op)
{
  ZbLaneOp *sum = add_op (reading, ZB_OP_LINEAR, 0);
  guint first = (guint)op->index, n = op->n;

  if (op->policy != 0) {
    sum->constant = term_at (reading, first)->coefficient;
    first++;
    n--;
  }
  sum->index = (gint32)first;
  sum->n = (guint16)n;
  for (guint i = 0; i < n; i++)
    add_slot (reading, term_at (reading, first + i)->slot);
}

static const ZbExpression *
expression_of (const Reading *reading, const ZbOp *op)
{
  return g_ptr_array_index (reading->program->expressions, (guint)op->index);
}

/* The widest tolerance that is an amount, as a whole difference; FALSE for one that is none. */
static gboolean
amount_of (const ZbTolerance *tolerance, gint64 *ret_amount)
{
  ZbWide amount = tolerance->digits;

  if (tolerance->kind != ZB_TOLERANCE_AMOUNT || tolerance->digits < 0)
    return FALSE;
  amount /= zb_wide_power (MIN (tolerance->scale, ZB_WIDE_MAX_POWER));
  *ret_amount = (gint64)amount;
  return TRUE;
}

/* What a sum of cells with values may lie off, in halves: twice the rounding of each. */
static ZbWide
slack_of (const Reading *reading, const ZbLaneOp *sum)
{
  ZbWide slack = 0;

  for (guint i = 0; i < sum->n; i++) {
    const ZbTerm *term = term_at (reading, (guint)sum->index + i);
    ZbWide one = zb_wide_power (reading->world->slots[term->slot].shift);
    ZbWide factor = term->coefficient < 0 ? -(ZbWide)term->coefficient : term->coefficient;

    if (!zb_wide_multiply (one, factor, &one) || !zb_wide_add (slack, one, &slack))
      return -1;
  }
  return slack;
}

static void
note_tolerances (Reading *reading, const ZbExpression *comparison)
{
  for (guint i = 0; comparison->tolerances != NULL && i < comparison->tolerances->len; i++) {
    reading->n_tolerant++;
    if (g_array_index (comparison->tolerances, ZbTolerance, i).kind == ZB_TOLERANCE_ROUNDING)
      reading->n_rough++;
  }
}

/* The sum before becomes a demand. */
static void
read_demand (Reading *reading, const ZbOp *op)
{
  GArray *ops = reading->kernel->ops;
  ZbLaneOp *sum = &g_array_index (ops, ZbLaneOp, ops->len - 1);
  const ZbExpression *comparison = expression_of (reading, op);
  const GArray *tolerances = comparison->tolerances;
  gint64 amount;

  if (sum->code != ZB_OP_LINEAR) {
    reading->in_lanes = FALSE;
    return;
  }
  sum->code = ZB_LANE_DEMAND;
  sum->relation = op->policy;
  sum->expression = comparison;
  reading->n_demands++;
  note_tolerances (reading, comparison);
  for (guint i = 0; tolerances != NULL && i < tolerances->len; i++) {
    const ZbTolerance *tolerance = &g_array_index (tolerances, ZbTolerance, i);

    if (tolerance->kind == ZB_TOLERANCE_ROUNDING)
      sum->slack = slack_of (reading, sum);
    else if (amount_of (tolerance, &amount))
      sum->near = MAX (sum->near, amount);
    else
      reading->in_lanes = FALSE;
  }
  /* "More than, but a little less will do": zero itself does not, so it is no range. */
  if (tolerances != NULL &&
      (sum->relation == ZB_RELATION_LESS || sum->relation == ZB_RELATION_GREATER))
    reading->in_lanes = FALSE;
}

/* Cells that an op reads by itself, and columns of all rows that a report has. */
static void
read_cells (Reading *reading, const ZbExpression *expression)
{
  if (expression->columns->len > 0)
    reading->in_lanes &= reading->domain < 0;
  for (guint i = 0; i < expression->columns->len; i++)
    add_row_slot (reading, g_array_index (expression->columns, guint, i));
  for (guint i = 0; i < expression->cells->len; i++)
    add_slot (reading, g_array_index (expression->cells, guint, i));
}

static void
read_comparison (Reading *reading, const ZbOp *op, guint n_operands)
{
  const ZbExpression *comparison = expression_of (reading, op);
  ZbLaneOp *added = add_op (reading, op->code, n_operands);

  added->expression = comparison;
  added->relation = (guint8)comparison->relation;
  note_tolerances (reading, comparison);
}

static void
read_survey (Reading *reading, const ZbOp *op)
{
  const ZbExpression *expression = expression_of (reading, op);

  add_op (reading, op->code, op->n)->expression = expression;
  read_cells (reading, expression);
  if (expression->kind == ZB_EXPRESSION_UNIQUE)
    reading->in_lanes = FALSE;
}

/* Ops that take one or two operands and leave their result in the first one's place. */
static int
n_operands_of (guint code)
{
  switch (code) {
  case ZB_OP_SCALE:
  case ZB_OP_NEGATE:
  case ZB_OP_ABSOLUTE:
  case ZB_OP_NZ:
  case ZB_OP_ROUND:
  case ZB_OP_NOT:
  case ZB_OP_EXISTS:
    return 1;
  case ZB_OP_ADD:
  case ZB_OP_MULTIPLY:
  case ZB_OP_DIVIDE:
  case ZB_OP_MINIMUM:
  case ZB_OP_MAXIMUM:
  case ZB_OP_AND:
  case ZB_OP_OR:
  case ZB_OP_IFF:
    return 2;
  case ZB_OP_IF:
    return 3;
  default:
    return -1;
  }
}

/* Ops that put something on the stack. FALSE for any other. */
static gboolean
read_leaf (Reading *reading, const ZbOp *op)
{
  ZbLaneOp *added;

  switch ((ZbOpCode)op->code) {
  case ZB_OP_LINEAR:
    read_linear (reading, op);
    return TRUE;
  case ZB_OP_CONSTANT:
    added = add_op (reading, op->code, 0);
    added->constant = g_array_index (reading->program->constants, gint64, (guint)op->index);
    return TRUE;
  case ZB_OP_CELL:
    added = add_op (reading, op->code, 0);
    added->index = op->index;
    added->policy = op->policy;
    add_slot (reading, (guint)op->index);
    return TRUE;
  case ZB_OP_ROW_CELL:
    added = add_op (reading, op->code, 0);
    added->index = op->index;
    added->policy = op->policy;
    reading->in_lanes &=
        op->n == reading->variable && (int)domain_of (reading, (guint)op->index) == reading->domain;
    add_row_slot (reading, (guint)op->index);
    return TRUE;
  case ZB_OP_ROWS:
    add_op (reading, op->code, 0)->index = op->index;
    reading->in_lanes &= reading->domain < 0 && add_domain (reading, (guint)op->index);
    return TRUE;
  case ZB_OP_PARAMETER:
    add_op (reading, op->code, 0)->expression = expression_of (reading, op);
    return TRUE;
  case ZB_OP_PERIOD:
  case ZB_OP_FIRST:
  case ZB_OP_JOINT:
  case ZB_OP_LITERAL:
    add_op (reading, op->code, 0)->index = op->index;
    return TRUE;
  default:
    return FALSE;
  }
}

/* FALSE for an op that has no lanes. */
static gboolean
read_op (Reading *reading, const ZbOp *op)
{
  int n = n_operands_of (op->code);
  ZbLaneOp *added;

  if (n > 0) {
    added = add_op (reading, op->code, (guint)n);
    added->is_lenient = op->n != 0;
    added->index = op->index;
    if (op->code == ZB_OP_ROUND)
      added->expression = expression_of (reading, op);
    return TRUE;
  }
  switch ((ZbOpCode)op->code) {
  case ZB_OP_COMPARE_ZERO:
    read_demand (reading, op);
    return TRUE;
  case ZB_OP_COMPARE:
    read_comparison (reading, op, 2);
    return TRUE;
  case ZB_OP_BETWEEN:
    read_comparison (reading, op, 3);
    return TRUE;
  case ZB_OP_IN:
    read_comparison (reading, op, 1);
    return TRUE;
  case ZB_OP_AGGREGATE:
  case ZB_OP_STATE:
    read_survey (reading, op);
    return TRUE;
  case ZB_OP_GUARD:
    add_op (reading, op->code, 1);
    reading->depth--;
    reading->seen_guard = TRUE;
    return TRUE;
  default:
    return read_leaf (reading, op);
  }
}

/* Whether the slack of rounded figures in a guard cannot matter: it compares sums alone. */
static gboolean
is_plain (const ZbLaneKernel *kernel)
{
  for (guint i = 0; i < kernel->ops->len; i++) {
    const ZbLaneOp *op = &g_array_index (kernel->ops, ZbLaneOp, i);

    if (op->code == ZB_OP_MULTIPLY || op->code == ZB_OP_DIVIDE || op->code == ZB_OP_SCALE ||
        op->code == ZB_OP_PARAMETER || op->code == ZB_OP_ROUND ||
        (op->code == ZB_OP_AGGREGATE && op->expression->function == ZB_FUNCTION_AVERAGE) ||
        (op->code == ZB_OP_LOOP && op->expression->function == ZB_FUNCTION_AVERAGE))
      return FALSE;
  }
  return TRUE;
}

/* Whether what passes exactly passes within rounding too: then nothing asks for the contrary, nor
 * counts rows for which something holds. */
static gboolean
is_monotone (const ZbLaneKernel *kernel)
{
  for (guint i = 0; i < kernel->ops->len; i++) {
    const ZbLaneOp *op = &g_array_index (kernel->ops, ZbLaneOp, i);
    gboolean compares = op->code == ZB_LANE_DEMAND || op->code == ZB_OP_COMPARE;

    if (op->code == ZB_OP_NOT || op->code == ZB_OP_IFF || op->code == ZB_OP_IF ||
        op->code == ZB_OP_LOOP || (compares && op->relation == ZB_RELATION_NOT_EQUAL))
      return FALSE;
  }
  return TRUE;
}

static gboolean read_loop (Reading *reading, const ZbOp *op, guint at);

/* The ops from @at to the next end; FALSE for one that has no lanes. */
static gboolean
read_ops (Reading *reading, guint at)
{
  GArray *ops = reading->program->ops;

  for (;; at++) {
    const ZbOp *op = &g_array_index (ops, ZbOp, at);

    if (op->code == ZB_OP_END)
      return TRUE;
    if (op->code != ZB_OP_LOOP) {
      if (!read_op (reading, op))
        return FALSE;
      continue;
    }
    if (!read_loop (reading, op, at + 1))
      return FALSE;
    at += op->n;
  }
}

/* A loop's result lies where its rows' did. */
static gboolean
read_loop (Reading *reading, const ZbOp *op, guint at)
{
  const ZbExpression *expression = expression_of (reading, op);
  guint first = reading->kernel->ops->len, n;
  ZbLaneOp *loop = add_op (reading, ZB_OP_LOOP, 0);

  loop->expression = expression;
  loop->index = (gint32)expression->index;
  if (reading->domain >= 0 || !add_domain (reading, expression->index))
    return FALSE;
  reading->depth--;
  reading->domain = (int)expression->index;
  reading->variable = expression->variable;
  if (!read_ops (reading, at))
    return FALSE;
  reading->domain = -1;
  n = reading->kernel->ops->len - first - 1;
  g_array_index (reading->kernel->ops, ZbLaneOp, first).n = (guint16)n;
  return n > 0 && n <= G_MAXUINT16;
}

static void
read_program (Reading *reading, guint at)
{
  const ZbLaneOp *last;

  if (!read_ops (reading, at)) {
    reading->in_lanes = FALSE;
    return;
  }
  if (reading->kernel->ops->len == 0)
    return;
  last = &g_array_index (reading->kernel->ops, ZbLaneOp, reading->kernel->ops->len - 1);
  /* A formula is computed once, whatever it compares. */
  reading->kernel->judges_twice = reading->n_rough > 0 && reading->kernel->instance->target == NULL;
  reading->kernel->keeps_passes = is_monotone (reading->kernel);
  /* What differs exactly passes at the first try, whatever rounding would say. */
  reading->kernel->slack_in_lanes = last->relation != ZB_RELATION_NOT_EQUAL &&
                                    reading->n_rough == 1 && reading->n_tolerant == 1 &&
                                    last->code == ZB_LANE_DEMAND && last->slack > 0 &&
                                    is_plain (reading->kernel);
}

/* The left side of a demand by itself: whole numbers times cells, as the demand's own sum. */
static void
read_left (Reading *reading)
{
  GArray *ops = reading->kernel->ops;
  const ZbLaneOp *last = &g_array_index (ops, ZbLaneOp, ops->len - 1);
  g_autoptr (ZbProgram) program = zb_program_new ();
  const ZbInstance *instance = reading->kernel->instance;
  const ZbExpression *side;
  const ZbOp *op;

  if (last->code != ZB_LANE_DEMAND || instance->body != last->expression)
    return;
  side = zb_expression_child (last->expression, 0);
  if (zb_program_emit (program, NULL, side, instance->policies) < 0)
    return;
  op = &g_array_index (program->ops, ZbOp, 0);
  reading->kernel->left = g_array_new (FALSE, FALSE, sizeof (ZbTerm));
  if (op->code == ZB_OP_LINEAR) {
    g_array_append_vals (reading->kernel->left, program->terms->data, program->terms->len);
    if (op->policy == 0)
      return;
    reading->kernel->left_constant = g_array_index (program->terms, ZbTerm, 0).coefficient;
    g_array_remove_index (reading->kernel->left, 0);
  } else if (op->code != ZB_OP_CONSTANT ||
             !zb_wide_scale (side->digits, (guint)side->shift, &reading->kernel->left_constant)) {
    g_clear_pointer (&reading->kernel->left, g_array_unref);
  }
}

/* The cell of a calculation and how its formula counts beside it. */
static void
read_target (Reading *reading)
{
  const ZbInstance *instance = reading->kernel->instance;
  const ZbExpression *target = instance->target, *body = instance->body;

  if (target == NULL)
    return;
  reading->kernel->target_power = body->type.exponent - body->shift - target->type.exponent;
  if (target->kind == ZB_EXPRESSION_CELL) {
    reading->kernel->target_slot = (int)target->index;
    add_slot (reading, target->index);
  } else if (target->kind == ZB_EXPRESSION_ROW_CELL && instance->domain >= 0) {
    reading->kernel->target_row_slot = (int)target->index;
    reading->in_lanes &=
        (int)domain_of (reading, target->index) == instance->domain && !target->type.late;
    add_row_slot (reading, target->index);
  } else {
    reading->in_lanes = FALSE;
  }
  if (instance->guard != NULL || target->shift != 0)
    reading->in_lanes = FALSE;
}

ZbLaneKernel *
zb_lane_kernel_new (const ZbColumnWorld *world, guint number)
{
  ZbLaneKernel *kernel = g_new0 (ZbLaneKernel, 1);
  const ZbInstance *instance = g_ptr_array_index (world->ruleset->instances, number);
  Reading reading = {.world = world,
                     .program = world->ruleset->program,
                     .kernel = kernel,
                     .in_lanes = TRUE,
                     .domain = instance->domain};

  kernel->number = number;
  kernel->instance = instance;
  kernel->ops = g_array_new (FALSE, FALSE, sizeof (ZbLaneOp));
  kernel->slots = g_array_new (FALSE, FALSE, sizeof (guint));
  kernel->row_slots = g_array_new (FALSE, FALSE, sizeof (guint));
  kernel->domains = g_array_new (FALSE, FALSE, sizeof (guint));
  kernel->target_slot = kernel->target_row_slot = -1;
  if (instance->domain >= 0)
    reading.in_lanes = add_domain (&reading, (guint)instance->domain);
  read_program (&reading, instance->start);
  read_target (&reading);
  if (reading.in_lanes && kernel->ops->len > 0)
    read_left (&reading);
  kernel->in_lanes = reading.in_lanes && kernel->ops->len > 0;
  return kernel;
}

void
zb_lane_kernel_free (ZbLaneKernel *kernel)
{
  if (kernel == NULL)
    return;
  g_clear_pointer (&kernel->left, g_array_unref);
  g_array_unref (kernel->domains);
  g_array_unref (kernel->row_slots);
  g_array_unref (kernel->slots);
  g_array_unref (kernel->ops);
  g_free (kernel);
}
