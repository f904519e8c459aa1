/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/program.h"

#include "validators/wide.h"

typedef struct {
  ZbProgram *program;
  ZbPolicies policies;
  guint depth;
  gboolean too_deep;
  gboolean demands; /* what is emitted next is what the rule demands, not a premise */
} Emitter;

ZbProgram *
zb_program_new (void)
{
  ZbProgram *program = g_new0 (ZbProgram, 1);

  program->ops = g_array_new (FALSE, TRUE, sizeof (ZbOp));
  program->terms = g_array_new (FALSE, TRUE, sizeof (ZbTerm));
  program->constants = g_array_new (FALSE, TRUE, sizeof (gint64));
  program->expressions = g_ptr_array_new ();
  return program;
}

void
zb_program_free (ZbProgram *program)
{
  if (program == NULL)
    return;
  g_array_unref (program->ops);
  g_array_unref (program->terms);
  g_array_unref (program->constants);
  g_ptr_array_unref (program->expressions);
  g_free (program);
}

void
zb_program_clear (ZbProgram *program)
{
  g_array_set_size (program->ops, 0);
  g_array_set_size (program->terms, 0);
  g_array_set_size (program->constants, 0);
  g_ptr_array_set_size (program->expressions, 0);
}

static void emit (Emitter *emitter, const ZbExpression *expression);

static ZbOp *
add_op (Emitter *emitter, ZbOpCode code, int index)
{
  ZbOp op = {.code = (guint8)code, .index = index};
  GArray *ops = emitter->program->ops;

  g_array_append_val (ops, op);
  return &g_array_index (ops, ZbOp, ops->len - 1);
}

/* Counts what an op leaves on the stack. */
static void
push (Emitter *emitter)
{
  emitter->depth++;
  emitter->too_deep |= emitter->depth > ZB_PROGRAM_MAX_STACK;
}

static void
pop (Emitter *emitter, guint n)
{
  emitter->depth -= n;
}

static int
add_expression (Emitter *emitter, const ZbExpression *expression)
{
  g_ptr_array_add (emitter->program->expressions, (gpointer)expression);
  return (int)emitter->program->expressions->len - 1;
}

static ZbPolicy
policy_of (const Emitter *emitter, const ZbExpression *expression)
{
  return expression->in_sum ? emitter->policies.in_sum : emitter->policies.alone;
}

/* A sum of cells times whole numbers, to be taken in one op. */
typedef struct {
  GArray *terms; /* ZbTerm */
  ZbWide constant;
  gboolean fits;
} Linear;

static void
add_term (Linear *linear, guint slot, ZbPolicy policy, ZbWide coefficient)
{
  ZbTerm term = {.slot = slot, .policy = policy, .coefficient = (gint64)coefficient};

  if (coefficient != term.coefficient)
    linear->fits = FALSE;
  g_array_append_val (linear->terms, term);
}

static void collect (const Emitter *emitter,
                     const ZbExpression *expression,
                     ZbWide coefficient,
                     Linear *linear);

static void
collect_product (const Emitter *emitter,
                 const ZbExpression *product,
                 ZbWide coefficient,
                 Linear *linear)
{
  const ZbExpression *a = zb_expression_child (product, 0);
  const ZbExpression *b = zb_expression_child (product, 1);

  if (a->kind != ZB_EXPRESSION_CONSTANT) {
    const ZbExpression *swap = a;

    a = b;
    b = swap;
  }
  if (a->kind != ZB_EXPRESSION_CONSTANT || !zb_wide_multiply (coefficient, a->digits, &coefficient))
    linear->fits = FALSE;
  else
    collect (emitter, b, coefficient, linear);
}

static void
collect_sum (const Emitter *emitter, const ZbExpression *sum, ZbWide coefficient, Linear *linear)
{
  Emitter inside = *emitter;

  /* Blank values are left out of a sum. */
  inside.policies = (ZbPolicies){ZB_POLICY_ZERO, ZB_POLICY_ZERO};
  if (sum->function != ZB_FUNCTION_SUM || sum->columns->len > 0)
    linear->fits = FALSE;
  for (guint i = 0; linear->fits && i < zb_expression_n_children (sum); i++)
    collect (&inside, zb_expression_child (sum, i), coefficient, linear);
  for (guint i = 0; linear->fits && i < sum->cells->len; i++) {
    ZbWide scaled;

    if (!zb_wide_scale (coefficient, (guint)g_array_index (sum->shifts, int, i), &scaled))
      linear->fits = FALSE;
    else
      add_term (linear, g_array_index (sum->cells, guint, i), ZB_POLICY_ZERO, scaled);
  }
}

static void
collect (const Emitter *emitter, const ZbExpression *expression, ZbWide coefficient, Linear *linear)
{
  ZbWide constant;

  if (!linear->fits || !zb_wide_scale (coefficient, (guint)expression->shift, &coefficient)) {
    linear->fits = FALSE;
    return;
  }
  switch (expression->kind) {
  case ZB_EXPRESSION_CONSTANT:
    if (!zb_wide_multiply (coefficient, expression->digits, &constant) ||
        !zb_wide_add (linear->constant, constant, &linear->constant))
      linear->fits = FALSE;
    break;
  case ZB_EXPRESSION_CELL:
    add_term (linear, expression->index, policy_of (emitter, expression), coefficient);
    break;
  case ZB_EXPRESSION_NEGATE:
    collect (emitter, zb_expression_child (expression, 0), -coefficient, linear);
    break;
  case ZB_EXPRESSION_PLAIN:
    collect (emitter, zb_expression_child (expression, 0), coefficient, linear);
    break;
  case ZB_EXPRESSION_ADD:
    collect (emitter, zb_expression_child (expression, 0), coefficient, linear);
    collect (emitter, zb_expression_child (expression, 1), coefficient, linear);
    break;
  case ZB_EXPRESSION_SUBTRACT:
    collect (emitter, zb_expression_child (expression, 0), coefficient, linear);
    collect (emitter, zb_expression_child (expression, 1), -coefficient, linear);
    break;
  case ZB_EXPRESSION_MULTIPLY:
    collect_product (emitter, expression, coefficient, linear);
    break;
  case ZB_EXPRESSION_AGGREGATE:
    collect_sum (emitter, expression, coefficient, linear);
    break;
  default:
    linear->fits = FALSE;
    break;
  }
}

static void
emit_constant (Emitter *emitter, gint64 constant)
{
  GArray *constants = emitter->program->constants;

  g_array_append_val (constants, constant);
  add_op (emitter, ZB_OP_CONSTANT, (int)constants->len - 1);
  push (emitter);
}

/* Emits what was collected as one op; FALSE if it is not linear. */
static gboolean
emit_collected (Emitter *emitter, const Linear *linear)
{
  GArray *terms = emitter->program->terms;
  ZbTerm constant = {.coefficient = (gint64)linear->constant};
  ZbOp *op;

  if (!linear->fits || linear->terms->len == 0 || linear->terms->len >= G_MAXUINT16 ||
      linear->constant != constant.coefficient)
    return FALSE;
  op = add_op (emitter, ZB_OP_LINEAR, (int)terms->len);
  op->n = (guint16)(linear->terms->len + (constant.coefficient != 0));
  op->policy = constant.coefficient != 0;
  push (emitter);
  if (constant.coefficient != 0)
    g_array_append_val (terms, constant);
  g_array_append_vals (terms, linear->terms->data, linear->terms->len);
  return TRUE;
}

/* Emits a figure as one linear op; FALSE if it is not linear. */
static gboolean
emit_linear (Emitter *emitter, const ZbExpression *expression)
{
  Linear linear = {.terms = g_array_new (FALSE, FALSE, sizeof (ZbTerm)), .fits = TRUE};
  gboolean emitted;

  collect (emitter, expression, 1, &linear);
  emitted = emit_collected (emitter, &linear);
  g_array_unref (linear.terms);
  return emitted;
}

/* A tolerance in percent needs to know how large the sides are. */
static gboolean
needs_sides (const ZbExpression *comparison)
{
  for (guint i = 0; comparison->tolerances != NULL && i < comparison->tolerances->len; i++) {
    if (g_array_index (comparison->tolerances, ZbTolerance, i).kind == ZB_TOLERANCE_SHARE)
      return TRUE;
  }
  return FALSE;
}

/* Most comparisons are of sums: both sides go into one, and that is held against zero. */
static gboolean
emit_difference (Emitter *emitter, const ZbExpression *comparison)
{
  Linear linear = {.terms = g_array_new (FALSE, FALSE, sizeof (ZbTerm)), .fits = TRUE};
  gboolean emitted;

  collect (emitter, zb_expression_child (comparison, 0), 1, &linear);
  collect (emitter, zb_expression_child (comparison, 1), -1, &linear);
  emitted = !needs_sides (comparison) && emit_collected (emitter, &linear);
  if (emitted)
    add_op (emitter, ZB_OP_COMPARE_ZERO, add_expression (emitter, comparison))->policy =
        (guint8)comparison->relation;
  g_array_unref (linear.terms);
  return emitted;
}

static void
emit_scale (Emitter *emitter, int power)
{
  if (power != 0)
    add_op (emitter, ZB_OP_SCALE, power);
}

/* The children one after the other, each pair joined at once, so that long conditions stay flat. */
static void
emit_folded (Emitter *emitter, const ZbExpression *expression, ZbOpCode code)
{
  gboolean demands = emitter->demands && code == ZB_OP_AND;

  for (guint i = 0; i < zb_expression_n_children (expression); i++) {
    emitter->demands = demands;
    emit (emitter, zb_expression_child (expression, i));
    if (i > 0) {
      add_op (emitter, code, 0)->n = demands;
      pop (emitter, 1);
    }
  }
}

/* Whether it asks for the state of its children, not for their values. */
static gboolean
only_looks (ZbExpressionKind kind)
{
  return kind == ZB_EXPRESSION_BLANK || kind == ZB_EXPRESSION_FILLED ||
         kind == ZB_EXPRESSION_UNIQUE || kind == ZB_EXPRESSION_EXISTS;
}

/* The children and then one op that takes them all and leaves one value. */
static ZbOp *
emit_op (Emitter *emitter, const ZbExpression *expression, ZbOpCode code, int index)
{
  guint n = zb_expression_n_children (expression);
  ZbPolicies policies = emitter->policies;
  ZbOp *op;

  emitter->demands = FALSE;
  if (only_looks (expression->kind))
    emitter->policies = (ZbPolicies){ZB_POLICY_LOOK, ZB_POLICY_LOOK};
  else if (expression->kind == ZB_EXPRESSION_AGGREGATE || expression->kind == ZB_EXPRESSION_NZ)
    emitter->policies = (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_SKIP};
  for (guint i = 0; i < n; i++)
    emit (emitter, zb_expression_child (expression, i));
  emitter->policies = policies;
  op = add_op (emitter, code, index);
  op->n = (guint16)n;
  pop (emitter, n);
  push (emitter);
  return op;
}

/* Cells of an aggregate are read by the op itself; its children lie on the stack. */
static void
emit_aggregate (Emitter *emitter, const ZbExpression *expression)
{
  gboolean folds =
      expression->function == ZB_FUNCTION_MIN || expression->function == ZB_FUNCTION_MAX;

  if (folds && expression->cells->len + expression->columns->len == 0) {
    emit_folded (emitter, expression,
                 expression->function == ZB_FUNCTION_MIN ? ZB_OP_MINIMUM : ZB_OP_MAXIMUM);
    return;
  }
  emit_op (emitter, expression, ZB_OP_AGGREGATE, add_expression (emitter, expression));
}

static void
emit_loop (Emitter *emitter, const ZbExpression *expression)
{
  guint start = emitter->program->ops->len;
  ZbPolicies policies = emitter->policies;
  ZbOp *op;

  add_op (emitter, ZB_OP_LOOP, add_expression (emitter, expression));
  emitter->policies = (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_ZERO};
  emit (emitter, zb_expression_child (expression, 0));
  emitter->policies = policies;
  add_op (emitter, ZB_OP_END, 0);
  op = &g_array_index (emitter->program->ops, ZbOp, start);
  op->n = (guint16)(emitter->program->ops->len - start - 1);
}

static void
emit_cell (Emitter *emitter, const ZbExpression *expression, ZbOpCode figure, ZbOpCode text)
{
  gboolean is_text = expression->type.kind == ZB_VALUE_TEXT;
  ZbOp *op = emit_op (emitter, expression, is_text ? text : figure, (int)expression->index);

  op->policy = policy_of (emitter, expression);
  if (expression->kind == ZB_EXPRESSION_ROW_CELL)
    op->n = (guint16)expression->variable;
  if (expression->kind == ZB_EXPRESSION_KEY_CELL)
    op->n = expression->flag;
}

static void
emit_comparison (Emitter *emitter, const ZbExpression *expression)
{
  gboolean is_text = zb_expression_child (expression, 0)->type.kind == ZB_VALUE_TEXT;
  ZbOpCode code = expression->kind == ZB_EXPRESSION_BETWEEN ? ZB_OP_BETWEEN
                  : expression->kind == ZB_EXPRESSION_IN    ? is_text ? ZB_OP_IN_TEXT : ZB_OP_IN
                  : is_text                                 ? ZB_OP_COMPARE_TEXT
                                                            : ZB_OP_COMPARE;

  if (code != ZB_OP_COMPARE || !emit_difference (emitter, expression))
    emit_op (emitter, expression, code, add_expression (emitter, expression));
}

/* Ops that need no more than their number. */
static int
simple_code (ZbExpressionKind kind)
{
  static const struct {
    ZbExpressionKind kind;
    ZbOpCode code;
  } codes[] = {
      {ZB_EXPRESSION_TEXT, ZB_OP_TEXT},
      {ZB_EXPRESSION_FIELD, ZB_OP_FIELD},
      {ZB_EXPRESSION_REGISTER, ZB_OP_REGISTER},
      {ZB_EXPRESSION_PERIOD, ZB_OP_PERIOD},
      {ZB_EXPRESSION_NEGATE, ZB_OP_NEGATE},
      {ZB_EXPRESSION_MULTIPLY, ZB_OP_MULTIPLY},
      {ZB_EXPRESSION_DIVIDE, ZB_OP_DIVIDE},
      {ZB_EXPRESSION_ABSOLUTE, ZB_OP_ABSOLUTE},
      {ZB_EXPRESSION_IF, ZB_OP_IF},
      {ZB_EXPRESSION_NZ, ZB_OP_NZ},
      {ZB_EXPRESSION_ROWS, ZB_OP_ROWS},
      {ZB_EXPRESSION_TO_NUMBER, ZB_OP_TO_NUMBER},
      {ZB_EXPRESSION_LENGTH, ZB_OP_LENGTH},
      {ZB_EXPRESSION_CHOICES, ZB_OP_CHOICES},
      {ZB_EXPRESSION_FIRST, ZB_OP_FIRST},
      {ZB_EXPRESSION_JOINT, ZB_OP_JOINT},
      {ZB_EXPRESSION_NOT, ZB_OP_NOT},
      {ZB_EXPRESSION_CREDIT_CODE, ZB_OP_CREDIT_CODE},
      {ZB_EXPRESSION_ORGANISATION_CODE, ZB_OP_ORGANISATION_CODE},
      {ZB_EXPRESSION_CHOSEN, ZB_OP_CHOSEN},
      {ZB_EXPRESSION_TRUTH, ZB_OP_TRUTH},
      {ZB_EXPRESSION_LIKE, ZB_OP_LIKE},
      {ZB_EXPRESSION_DAY, ZB_OP_DAY},
      {ZB_EXPRESSION_SIZE_CLASS, ZB_OP_SIZE_CLASS},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (codes[i].kind == kind)
      return (int)codes[i].code;
  }
  return -1;
}

/* Ops that look at their expression when they run. */
static int
pointing_code (ZbExpressionKind kind)
{
  switch (kind) {
  case ZB_EXPRESSION_PARAMETER:
    return ZB_OP_PARAMETER;
  case ZB_EXPRESSION_ROUND:
    return ZB_OP_ROUND;
  case ZB_EXPRESSION_KEY:
    return ZB_OP_KEY;
  case ZB_EXPRESSION_PARENT:
    return ZB_OP_PARENT;
  case ZB_EXPRESSION_ENTRY:
    return ZB_OP_ENTRY;
  case ZB_EXPRESSION_SUBSTRING:
    return ZB_OP_SUBSTRING;
  case ZB_EXPRESSION_BLANK:
  case ZB_EXPRESSION_FILLED:
  case ZB_EXPRESSION_UNIQUE:
    return ZB_OP_STATE;
  case ZB_EXPRESSION_HAS:
    return ZB_OP_HAS;
  case ZB_EXPRESSION_LISTED:
    return ZB_OP_LISTED;
  case ZB_EXPRESSION_LOOKUP:
    return ZB_OP_LOOKUP;
  default:
    return -1;
  }
}

static void
emit_addition (Emitter *emitter, const ZbExpression *expression)
{
  emit (emitter, zb_expression_child (expression, 0));
  emit (emitter, zb_expression_child (expression, 1));
  if (expression->kind == ZB_EXPRESSION_SUBTRACT)
    add_op (emitter, ZB_OP_NEGATE, 0);
  add_op (emitter, ZB_OP_ADD, 0);
  pop (emitter, 1);
}

static void
emit_kind (Emitter *emitter, const ZbExpression *expression)
{
  int code = simple_code (expression->kind);

  switch (expression->kind) {
  case ZB_EXPRESSION_CONSTANT:
    emit_constant (emitter, expression->digits);
    return;
  case ZB_EXPRESSION_LITERAL:
    emit_op (emitter, expression, ZB_OP_LITERAL, (int)expression->digits);
    return;
  case ZB_EXPRESSION_CELL:
    emit_cell (emitter, expression, ZB_OP_CELL, ZB_OP_TEXT_CELL);
    return;
  case ZB_EXPRESSION_ROW_CELL:
    emit_cell (emitter, expression, ZB_OP_ROW_CELL, ZB_OP_TEXT_ROW_CELL);
    return;
  case ZB_EXPRESSION_KEY_CELL:
    emit_cell (emitter, expression, ZB_OP_KEY_CELL, ZB_OP_TEXT_KEY_CELL);
    return;
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
    emit_addition (emitter, expression);
    return;
  case ZB_EXPRESSION_PLAIN:
    emit (emitter, zb_expression_child (expression, 0));
    return;
  case ZB_EXPRESSION_AGGREGATE:
    emit_aggregate (emitter, expression);
    return;
  case ZB_EXPRESSION_LOOP:
    emit_loop (emitter, expression);
    return;
  case ZB_EXPRESSION_COMPARE:
  case ZB_EXPRESSION_BETWEEN:
  case ZB_EXPRESSION_IN:
    emit_comparison (emitter, expression);
    return;
  case ZB_EXPRESSION_AND:
    emit_folded (emitter, expression, ZB_OP_AND);
    return;
  case ZB_EXPRESSION_OR:
    emit_folded (emitter, expression, ZB_OP_OR);
    return;
  case ZB_EXPRESSION_IFF:
    emit_folded (emitter, expression, ZB_OP_IFF);
    return;
  case ZB_EXPRESSION_EXISTS:
    emit_op (emitter, expression, ZB_OP_EXISTS, 0);
    return;
  default:
    break;
  }
  if (code >= 0)
    emit_op (emitter, expression, (ZbOpCode)code, (int)expression->index);
  else
    emit_op (emitter, expression, (ZbOpCode)pointing_code (expression->kind),
             add_expression (emitter, expression));
}

static void
emit (Emitter *emitter, const ZbExpression *expression)
{
  gboolean is_figure = expression->type.kind == ZB_VALUE_NUMBER;

  if (is_figure && expression->kind != ZB_EXPRESSION_CONSTANT &&
      emitter->policies.alone != ZB_POLICY_LOOK && emit_linear (emitter, expression))
    return;
  emit_kind (emitter, expression);
  emit_scale (emitter, expression->shift);
}

int
zb_program_emit (ZbProgram *program,
                 const ZbExpression *guard,
                 const ZbExpression *body,
                 ZbPolicies policies)
{
  Emitter emitter = {.program = program, .policies = policies};
  int start = (int)program->ops->len;

  if (guard != NULL) {
    emit (&emitter, guard);
    add_op (&emitter, ZB_OP_GUARD, 0);
    pop (&emitter, 1);
  }
  emitter.demands = TRUE;
  emit (&emitter, body);
  add_op (&emitter, ZB_OP_END, 0);
  return emitter.too_deep ? -1 : start;
}
