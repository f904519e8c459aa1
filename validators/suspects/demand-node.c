/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/demand-node.h"

#include "validators/sentence.h"

#include <string.h>

/* Formulas of computed cells that rest on one another. */
#define MAX_DEPTH 64

static const ZbPolicies look = {ZB_POLICY_LOOK, ZB_POLICY_LOOK};
static const ZbPolicies skip = {ZB_POLICY_SKIP, ZB_POLICY_SKIP};

static ZbDemandNode *
node_new (ZbNodeMaker *maker, ZbDemandKind kind, const ZbExpression *expression)
{
  ZbDemandNode *node = zb_arena_take (maker->demands->arena, sizeof *node);

  node->kind = kind;
  node->expression = expression;
  if (++maker->demands->n_nodes > ZB_DEMAND_MAX_NODES)
    maker->demands->too_large = TRUE;
  return node;
}

/* What does not depend on any cell that may change; with what the engine sees while it runs. */
static ZbDemandNode *
constant (ZbNodeMaker *maker, const ZbExpression *expression, ZbPolicies policies)
{
  ZbDemandNode *node = node_new (maker, ZB_DEMAND_CONSTANT, expression);
  ZbMachine *machine = maker->machine;

  machine->seen_cell = machine->seen_value = FALSE;
  node->figure = zb_machine_compute_part (machine, expression, policies, TRUE);
  node->figure.text = NULL;
  node->sees_cell = machine->seen_cell;
  node->sees_value = machine->seen_value;
  return node;
}

static ZbDemandNode *
constant_figure (ZbNodeMaker *maker, ZbFigure figure, ZbPolicy policy, int power)
{
  ZbDemandNode *node = node_new (maker, ZB_DEMAND_CONSTANT, NULL);
  ZbMachine *machine = maker->machine;

  machine->seen_cell = machine->seen_value = FALSE;
  zb_machine_count_cell (machine, &figure, policy);
  node->figure = zb_figure_scale (figure, power);
  node->sees_cell = machine->seen_cell;
  node->sees_value = machine->seen_value;
  return node;
}

static gint64
place_key (guint section, guint row, guint column)
{
  return ((gint64)section << 48) | ((gint64)row << 16) | column;
}

static gpointer
look_up (GHashTable *table, gint64 key)
{
  return g_hash_table_lookup (table, &key);
}

static void
note (ZbNodeMaker *maker, GHashTable *table, gint64 key, gpointer value)
{
  gint64 *kept = zb_arena_take (maker->demands->arena, sizeof *kept);

  *kept = key;
  g_hash_table_insert (table, kept, value);
}

static ZbDemandCell
describe_cell (
    const ZbNodeMaker *maker, guint section, guint row, guint column, const ZbCellSpec *spec)
{
  ZbCell cell = zb_report_cell (maker->demands->report, section, row, column);
  gboolean joint = maker->check->world->joint && (spec->flags & ZB_CELL_NOT_IN_JOINT);
  gboolean required = (spec->flags & ZB_CELL_REQUIRED) != 0;
  ZbDemandCell described = {.section = section,
                            .row = row,
                            .column = column,
                            .number = cell.number,
                            .is_filled = cell.state == ZB_STATE_VALUE,
                            .may_fill = !joint,
                            /* What may change may also stay: a reason against a set is then a
                               reason against all that is in it. */
                            .may_blank = joint || (cell.state != ZB_STATE_VALUE && !required),
                            .is_required = required && !joint,
                            .weight = MAX (spec->weight, 1)};

  described.is_owed = joint ? described.is_filled : required && !described.is_filled;
  return described;
}

int
zb_node_maker_cell (ZbNodeMaker *maker, guint section, guint row, guint column)
{
  ZbDemands *demands = maker->demands;
  gint64 key = place_key (section, row, column);
  guint known = GPOINTER_TO_UINT (look_up (maker->cells, key));
  ZbDemandCell described;
  ZbCellState state;
  ZbCellSpec spec;

  if (known != 0)
    return (int)known - 1;
  state = zb_report_cell (demands->report, section, row, column).state;
  if (!zb_report_cell_spec (demands->report, section, row, column, &spec) ||
      spec.type != ZB_CELL_NUMBER ||
      (spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED | ZB_CELL_NOT_APPLICABLE)) ||
      (state != ZB_STATE_VALUE && state != ZB_STATE_BLANK))
    return -1;
  described = describe_cell (maker, section, row, column, &spec);
  g_array_append_val (demands->cells, described);
  g_ptr_array_add (demands->by_cell, g_array_new (FALSE, FALSE, sizeof (guint)));
  note (maker, maker->cells, key, GUINT_TO_POINTER (demands->cells->len));
  return (int)demands->cells->len - 1;
}

/* A reference to a cell, whichever table it stands in. */
typedef struct {
  ZbExpressionKind kind;
  guint index;
  const char *key;
  gboolean adopts; /* a row's own measure is converted to that of the row that is bound */
  guint row;
} Reference;

static ZbFigure
read_reference (const ZbNodeMaker *maker, const Reference *reference)
{
  const ZbWorld *world = maker->check->world;
  ZbFigure figure;

  if (reference->kind == ZB_EXPRESSION_KEY_CELL)
    return zb_world_key_cell (world, reference->index, reference->key,
                              reference->adopts ? maker->machine->domains[0] : -1,
                              maker->machine->rows[0], TRUE);
  if (reference->kind == ZB_EXPRESSION_ROW_CELL)
    zb_world_row_cell (world, reference->index, reference->row, TRUE, &figure);
  else
    zb_world_slot (world, reference->index, TRUE, &figure);
  return figure;
}

static ZbCellPlace
place_reference (const ZbNodeMaker *maker, const Reference *reference)
{
  const ZbWorld *world = maker->check->world;

  if (reference->kind == ZB_EXPRESSION_ROW_CELL)
    return zb_cell_place_of_row_slot (world, reference->index, reference->row);
  if (reference->kind == ZB_EXPRESSION_KEY_CELL)
    return zb_cell_place_of_key_slot (world, reference->index, reference->key);
  return zb_cell_place_of_slot (world, reference->index);
}

/* What one last digit of the cell counts in the rule, found out by putting a 1 there; 0 where the
 * rule cannot read the cell. */
static ZbWide
probe (const ZbNodeMaker *maker, const Reference *reference, guint section, guint row, guint column)
{
  ZbReport *report = maker->demands->report;
  ZbCell before = zb_report_cell (report, section, row, column);
  ZbFigure figure;

  zb_report_set_number (report, section, row, column, 1);
  figure = read_reference (maker, reference);
  if (before.state == ZB_STATE_VALUE)
    zb_report_set_number (report, section, row, column, before.number);
  else
    zb_report_set_state (report, section, row, column, before.state);
  return figure.flags == 0 ? figure.num : 0;
}

/* Runs over the rows that a variable of the machine stands for. */
typedef struct {
  int domain;
  guint row;
} Frame;

static Frame
bind_frame (ZbMachine *machine, guint variable, int domain, guint row)
{
  Frame before = {machine->domains[variable], machine->rows[variable]};

  machine->domains[variable] = domain;
  machine->rows[variable] = row;
  return before;
}

/* The formula of a computed cell; NULL where it has none that can be worked out. */
static ZbDemandNode *
make_formula (ZbNodeMaker *maker, guint section, guint row, guint column)
{
  const ZbRuleset *ruleset = maker->demands->ruleset;
  gboolean dynamic = ruleset->form->sections[section].dynamic;
  guint number =
      GPOINTER_TO_UINT (look_up (maker->formulas, place_key (section, dynamic ? 0 : row, column)));
  gint64 key = place_key (section, row, column);
  ZbDemandNode *made = look_up (maker->computed, key);
  const ZbInstance *instance;
  Frame before;

  if (made != NULL || number == 0 || maker->depth == MAX_DEPTH)
    return made;
  instance = g_ptr_array_index (ruleset->instances, number - 1);
  before = bind_frame (maker->machine, 0, instance->domain, dynamic ? row : 0);
  maker->depth++;
  made = node_new (maker, ZB_DEMAND_COMPUTED, instance->body);
  made->rounding =
      instance->body->type.exponent - instance->body->shift - instance->target->type.exponent;
  made->n_children = 1;
  made->children = zb_arena_take (maker->demands->arena, sizeof *made->children);
  made->children[0] = zb_node_make (maker, instance->body, instance->policies);
  maker->depth--;
  bind_frame (maker->machine, 0, before.domain, before.row);
  note (maker, maker->computed, key, made);
  return made;
}

/* A rule asks whether the cell is blank, so that leaving it blank is an answer. */
static void
allow_blank (const ZbNodeMaker *maker, guint cell)
{
  ZbDemandCell *looked = &g_array_index (maker->demands->cells, ZbDemandCell, cell);

  looked->may_blank |= !looked->is_required;
}

/* A computed cell as one that reads it sees it. */
static ZbDemandNode *
make_computed (ZbNodeMaker *maker,
               const ZbCellPlace *place,
               guint section,
               ZbWide factor,
               ZbPolicy policy,
               int power)
{
  ZbDemandNode *formula =
      make_formula (maker, section, (guint)place->row_index, (guint)place->column_index);
  ZbDemandNode *node;

  if (formula == NULL || formula->children[0]->kind == ZB_DEMAND_CONSTANT)
    return NULL;
  node = node_new (maker, ZB_DEMAND_COMPUTED, formula->expression);
  *node = *formula;
  node->factor = factor;
  node->policy = policy;
  node->power = power;
  return node;
}

static ZbDemandNode *
make_cell (ZbNodeMaker *maker, const Reference *reference, ZbPolicy policy, int power)
{
  ZbCellPlace place = place_reference (maker, reference);
  gboolean is_own = place.is_own && place.section != NULL && place.row_index >= 0 &&
                    place.column_index >= 0 && place.report == maker->demands->report;
  ZbDemandNode *node;
  ZbWide factor = 0;
  guint section;
  int cell = -1;

  if (is_own) {
    section = (guint)(place.section - place.form->sections);
    factor = probe (maker, reference, section, (guint)place.row_index, (guint)place.column_index);
  }
  if (factor == 0)
    return constant_figure (maker, read_reference (maker, reference), policy, power);
  cell = zb_node_maker_cell (maker, section, (guint)place.row_index, (guint)place.column_index);
  if (cell < 0) {
    node = make_computed (maker, &place, section, factor, policy, power);
    return node != NULL ? node
                        : constant_figure (maker, read_reference (maker, reference), policy, power);
  }
  node = node_new (maker, ZB_DEMAND_CELL, NULL);
  node->cell = (guint)cell;
  node->factor = factor;
  node->policy = policy;
  node->power = power;
  if (policy == ZB_POLICY_LOOK)
    allow_blank (maker, node->cell);
  return node;
}

static gboolean
names_own_pair (const ZbReferences *references, guint row_slot)
{
  guint pair = g_array_index (references->row_slots, ZbRowSlot, row_slot).pair;

  return g_array_index (references->pairs, ZbPair, pair).source == 0;
}

/* Whether some figure of the report itself may go into it. */
static gboolean
names_own (const ZbReferences *references, const ZbExpression *expression)
{
  switch (expression->kind) {
  case ZB_EXPRESSION_CELL:
    return g_array_index (references->slots, ZbSlot, expression->index).source == 0;
  case ZB_EXPRESSION_ROW_CELL:
    return names_own_pair (references, expression->index);
  case ZB_EXPRESSION_KEY_CELL:
    return g_array_index (references->key_slots, ZbKeySlot, expression->index).source == 0;
  default:
    break;
  }
  for (guint i = 0; expression->cells != NULL && i < expression->cells->len; i++) {
    guint slot = g_array_index (expression->cells, guint, i);

    if (g_array_index (references->slots, ZbSlot, slot).source == 0)
      return TRUE;
  }
  for (guint i = 0; expression->columns != NULL && i < expression->columns->len; i++) {
    if (names_own_pair (references, g_array_index (expression->columns, guint, i)))
      return TRUE;
  }
  for (guint i = 0; i < zb_expression_n_children (expression); i++) {
    if (names_own (references, zb_expression_child (expression, i)))
      return TRUE;
  }
  return FALSE;
}

/* As the emitter of programs has it: sums of cells times numbers, in which blank is zero. */
static gboolean
is_linear (const ZbExpression *expression)
{
  guint n = zb_expression_n_children (expression);

  switch (expression->kind) {
  case ZB_EXPRESSION_CONSTANT:
  case ZB_EXPRESSION_CELL:
    return TRUE;
  case ZB_EXPRESSION_MULTIPLY:
    return (zb_expression_child (expression, 0)->kind == ZB_EXPRESSION_CONSTANT &&
            is_linear (zb_expression_child (expression, 1))) ||
           (zb_expression_child (expression, 1)->kind == ZB_EXPRESSION_CONSTANT &&
            is_linear (zb_expression_child (expression, 0)));
  case ZB_EXPRESSION_AGGREGATE:
    if (expression->function != ZB_FUNCTION_SUM || expression->columns->len > 0)
      return FALSE;
    break;
  case ZB_EXPRESSION_NEGATE:
  case ZB_EXPRESSION_PLAIN:
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
    break;
  default:
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    if (!is_linear (zb_expression_child (expression, i)))
      return FALSE;
  }
  return TRUE;
}

/* What blank means to the children. */
static ZbPolicies
policies_within (const ZbExpression *expression, ZbPolicies policies)
{
  gboolean folds =
      expression->kind == ZB_EXPRESSION_AGGREGATE &&
      (expression->function == ZB_FUNCTION_MIN || expression->function == ZB_FUNCTION_MAX) &&
      expression->cells->len + expression->columns->len == 0;

  switch (expression->kind) {
  case ZB_EXPRESSION_BLANK:
  case ZB_EXPRESSION_FILLED:
  case ZB_EXPRESSION_UNIQUE:
  case ZB_EXPRESSION_EXISTS:
    return look;
  case ZB_EXPRESSION_NZ:
    return skip;
  case ZB_EXPRESSION_AGGREGATE:
    if (folds)
      return policies;
    return is_linear (expression) && policies.alone != ZB_POLICY_LOOK
               ? (ZbPolicies){ZB_POLICY_ZERO, ZB_POLICY_ZERO}
               : skip;
  case ZB_EXPRESSION_LOOP:
    return (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_ZERO};
  default:
    return policies;
  }
}

/* What the nodes of demands can say; the rest is opaque. */
static gboolean
is_known (const ZbExpression *expression)
{
  switch (expression->kind) {
  case ZB_EXPRESSION_NEGATE:
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
  case ZB_EXPRESSION_MULTIPLY:
  case ZB_EXPRESSION_DIVIDE:
  case ZB_EXPRESSION_ABSOLUTE:
  case ZB_EXPRESSION_ROUND:
  case ZB_EXPRESSION_NZ:
  case ZB_EXPRESSION_PLAIN:
  case ZB_EXPRESSION_AGGREGATE:
  case ZB_EXPRESSION_COMPARE:
  case ZB_EXPRESSION_BETWEEN:
  case ZB_EXPRESSION_NOT:
  case ZB_EXPRESSION_AND:
  case ZB_EXPRESSION_OR:
  case ZB_EXPRESSION_IFF:
  case ZB_EXPRESSION_BLANK:
  case ZB_EXPRESSION_FILLED:
  case ZB_EXPRESSION_EXISTS:
    return TRUE;
  case ZB_EXPRESSION_IF:
    return expression->type.kind == ZB_VALUE_NUMBER;
  case ZB_EXPRESSION_LOOP:
    return expression->function != ZB_FUNCTION_COUNT;
  case ZB_EXPRESSION_IN:
    return !expression->flag && zb_expression_child (expression, 0)->type.kind == ZB_VALUE_NUMBER;
  default:
    return FALSE;
  }
}

static void
add_columns (ZbNodeMaker *maker, const ZbExpression *expression, guint index, GPtrArray *children)
{
  const ZbWorld *world = maker->check->world;
  guint row_slot = g_array_index (expression->columns, guint, index);
  const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, row_slot);
  const ZbPair *pair = &g_array_index (world->references->pairs, ZbPair, slot->pair);
  const ZbBoundDomain *domain = &world->domains[pair->domain];
  guint shift = expression->cells->len + index;
  int power = shift < expression->shifts->len ? g_array_index (expression->shifts, int, shift) : 0;
  gboolean looks = expression->kind != ZB_EXPRESSION_AGGREGATE;

  if (domain->report == NULL && domain->absent != ZB_FIGURE_BLANK)
    g_ptr_array_add (
        children, constant_figure (maker, zb_figure_flagged (domain->absent), ZB_POLICY_LOOK, 0));
  for (guint row = 0; row < domain->n_rows && !maker->demands->too_large; row++) {
    Reference reference = {.kind = ZB_EXPRESSION_ROW_CELL, .index = row_slot, .row = row};

    g_ptr_array_add (children,
                     make_cell (maker, &reference, looks ? ZB_POLICY_LOOK : ZB_POLICY_SKIP, power));
  }
}

/* The cells that an aggregate or a question about blanks names itself. */
static void
add_cells (ZbNodeMaker *maker, const ZbExpression *expression, GPtrArray *children)
{
  gboolean looks = expression->kind != ZB_EXPRESSION_AGGREGATE;

  for (guint i = 0; expression->cells != NULL && i < expression->cells->len; i++) {
    Reference reference = {.kind = ZB_EXPRESSION_CELL,
                           .index = g_array_index (expression->cells, guint, i)};
    int power = i < expression->shifts->len ? g_array_index (expression->shifts, int, i) : 0;

    g_ptr_array_add (children,
                     make_cell (maker, &reference, looks ? ZB_POLICY_LOOK : ZB_POLICY_SKIP, power));
  }
  for (guint i = 0; expression->columns != NULL && i < expression->columns->len; i++)
    add_columns (maker, expression, i, children);
}

/* The body of a loop, once for each row. */
static void
add_rows (ZbNodeMaker *maker, const ZbExpression *loop, GPtrArray *children)
{
  const ZbBoundDomain *domain = &maker->check->world->domains[loop->index];
  Frame before = bind_frame (maker->machine, loop->variable, (int)loop->index, 0);

  if (domain->report == NULL && domain->absent != ZB_FIGURE_BLANK)
    g_ptr_array_add (
        children, constant_figure (maker, zb_figure_flagged (domain->absent), ZB_POLICY_LOOK, 0));
  for (guint row = 0; row < domain->n_rows && !maker->demands->too_large; row++) {
    maker->machine->rows[loop->variable] = row;
    g_ptr_array_add (children, zb_node_make (maker, zb_expression_child (loop, 0),
                                             policies_within (loop, skip)));
  }
  bind_frame (maker->machine, loop->variable, before.domain, before.row);
}

static ZbDemandNode *
make_part (ZbNodeMaker *maker, const ZbExpression *expression, ZbPolicies policies)
{
  g_autoptr (GPtrArray) children = g_ptr_array_new ();
  ZbPolicies within = policies_within (expression, policies);
  ZbDemandNode *node =
      node_new (maker, is_known (expression) ? ZB_DEMAND_PART : ZB_DEMAND_OPAQUE, expression);

  if (expression->kind == ZB_EXPRESSION_LOOP)
    add_rows (maker, expression, children);
  for (guint i = 0;
       expression->kind != ZB_EXPRESSION_LOOP && i < zb_expression_n_children (expression); i++)
    g_ptr_array_add (children, zb_node_make (maker, zb_expression_child (expression, i), within));
  add_cells (maker, expression, children);
  node->power = expression->shift;
  node->n_children = children->len;
  node->children =
      zb_arena_take (maker->demands->arena, (children->len + 1) * sizeof *node->children);
  if (children->len > 0)
    memcpy (node->children, children->pdata, children->len * sizeof *node->children);
  if (node->kind == ZB_DEMAND_OPAQUE) {
    node->figure = zb_machine_compute_part (maker->machine, expression, policies, TRUE);
    node->figure.text = NULL;
    node->power = 0;
  }
  return node;
}

static ZbDemandNode *
make_reference (ZbNodeMaker *maker, const ZbExpression *expression, ZbPolicies policies)
{
  Reference reference = {.kind = expression->kind, .index = expression->index};
  ZbPolicy policy = expression->in_sum ? policies.in_sum : policies.alone;
  ZbFigure key;

  if (expression->kind == ZB_EXPRESSION_ROW_CELL) {
    reference.row = maker->machine->rows[expression->variable];
  } else if (expression->kind == ZB_EXPRESSION_KEY_CELL) {
    key =
        zb_machine_compute_part (maker->machine, zb_expression_child (expression, 0), skip, FALSE);
    if (key.flags != 0)
      return constant_figure (maker, zb_figure_flagged (key.flags), policy, 0);
    reference.key = key.text;
    reference.adopts = expression->flag;
  }
  return make_cell (maker, &reference, policy, expression->shift);
}

ZbDemandNode *
zb_node_make (ZbNodeMaker *maker, const ZbExpression *expression, ZbPolicies policies)
{
  gboolean is_cell = expression->kind == ZB_EXPRESSION_CELL ||
                     expression->kind == ZB_EXPRESSION_ROW_CELL ||
                     expression->kind == ZB_EXPRESSION_KEY_CELL;

  if (maker->demands->too_large || expression->type.kind == ZB_VALUE_TEXT ||
      !names_own (maker->demands->ruleset->references, expression))
    return constant (maker, expression, policies);
  return is_cell ? make_reference (maker, expression, policies)
                 : make_part (maker, expression, policies);
}
