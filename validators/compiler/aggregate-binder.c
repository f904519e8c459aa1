/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/aggregate-binder.h"

#include "validators/compiler/cell-binder.h"
#include "validators/wide.h"

#include <string.h>

/* The parts of an aggregate, so that their types can be brought together in one way: children
 * first, then cells, then columns. */
static guint
n_parts (const ZbExpression *aggregate)
{
  return zb_expression_n_children (aggregate) + aggregate->cells->len + aggregate->columns->len;
}

static ZbQuantity
part_type (const ZbBinder *binder, const ZbExpression *aggregate, guint part)
{
  guint children = zb_expression_n_children (aggregate);

  if (part < children)
    return zb_expression_child (aggregate, part)->type;
  part -= children;
  if (part < aggregate->cells->len)
    return g_array_index (binder->references->slots, ZbSlot,
                          g_array_index (aggregate->cells, guint, part))
        .type;
  part -= aggregate->cells->len;
  return g_array_index (binder->references->row_slots, ZbRowSlot,
                        g_array_index (aggregate->columns, guint, part))
      .type;
}

/* The type that bare parts take: that of the first part that has one. */
static ZbQuantity
anchor_type (const ZbBinder *binder, const ZbExpression *aggregate)
{
  ZbQuantity type = part_type (binder, aggregate, 0);

  for (guint i = 1; type.nature == ZB_NUMBER_BARE && i < n_parts (aggregate); i++)
    type = part_type (binder, aggregate, i);
  return type;
}

static gboolean
check_late (ZbBinder *binder, const ZbExpression *aggregate, const ZbQuantity *type)
{
  gboolean many_rows = aggregate->kind == ZB_EXPRESSION_LOOP || aggregate->columns->len > 0;

  if (!type->late || !many_rows)
    return TRUE;
  zb_binder_fail (binder, aggregate->at,
                  "each of these rows brings its own measure, so their figures cannot be taken "
                  "together; number (…) takes a figure without its measure");
  return FALSE;
}

/* Gives all parts one unit and one exponent. */
static gboolean
align_parts (ZbBinder *binder, ZbExpression *aggregate)
{
  ZbQuantity anchor = anchor_type (binder, aggregate);
  guint children = zb_expression_n_children (aggregate);
  int exponent = G_MAXINT;

  for (guint i = 0; i < n_parts (aggregate); i++) {
    ZbQuantity part = part_type (binder, aggregate, i);
    ZbQuantity other = anchor;

    if (part.kind != ZB_VALUE_NUMBER || !zb_quantity_meet (&part, &other)) {
      g_autofree char *left = zb_quantity_describe (&anchor);
      g_autofree char *right = zb_quantity_describe (&part);

      zb_binder_fail (binder, aggregate->at, "%s and %s cannot be taken together", left, right);
      return FALSE;
    }
    if (i < children)
      ((ZbExpression *)g_ptr_array_index (aggregate->children, i))->type = part;
    exponent = MIN (exponent, part.exponent);
  }
  for (guint i = 0; i < n_parts (aggregate); i++) {
    int shift = part_type (binder, aggregate, i).exponent - exponent;

    if (shift > 18) {
      zb_binder_fail (binder, aggregate->at, "the units of these figures lie too far apart");
      return FALSE;
    }
    if (i < children)
      ((ZbExpression *)g_ptr_array_index (aggregate->children, i))->shift = shift;
    else
      g_array_append_val (aggregate->shifts, shift);
  }
  aggregate->type = anchor;
  aggregate->type.exponent = exponent;
  return check_late (binder, aggregate, &aggregate->type);
}

static gboolean
remove_number (GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++) {
    if (g_array_index (numbers, guint, i) == number) {
      g_array_remove_index (numbers, i);
      return TRUE;
    }
  }
  return FALSE;
}

/* Takes the cells of "except" out again. */
static gboolean
leave_out (ZbBinder *binder, const ZbSyntax *call, ZbExpression *aggregate)
{
  for (guint i = 0; call->except != NULL && i < call->except->len; i++) {
    const ZbSyntax *syntax = g_ptr_array_index (call->except, i);
    g_autoptr (ZbExpression) out =
        zb_expression_new (ZB_EXPRESSION_BLANK, zb_quantity_condition (), syntax->start);

    if (!zb_bind_cells (binder, syntax, out))
      return FALSE;
    for (guint j = 0; j < out->cells->len; j++) {
      if (!remove_number (aggregate->cells, g_array_index (out->cells, guint, j))) {
        zb_binder_fail (binder, syntax->start,
                        "“except” names a cell that is not among those before it");
        return FALSE;
      }
    }
  }
  return TRUE;
}

/* Cells and ranges of the arguments go into @aggregate; other values are its children, if it takes
 * any. */
static gboolean
bind_arguments (ZbBinder *binder,
                const ZbSyntax *call,
                gboolean takes_values,
                ZbExpression *aggregate)
{
  for (guint i = 0; i < zb_syntax_n_children (call); i++) {
    const ZbSyntax *argument = zb_syntax_child (call, i);
    const ZbVariable *variable =
        argument->kind == ZB_SYNTAX_WORD ? zb_binder_variable (binder, argument->text) : NULL;
    ZbExpression *value;

    if (argument->kind == ZB_SYNTAX_CELLS) {
      if (!zb_bind_cells (binder, argument, aggregate))
        return FALSE;
      continue;
    }
    if (!takes_values && variable == NULL && argument->kind != ZB_SYNTAX_FIELD) {
      zb_binder_fail (binder, argument->start, "%s (…) takes cells in brackets", call->text);
      return FALSE;
    }
    value = takes_values ? zb_bind_number (binder, argument) : zb_bind (binder, argument);
    if (value == NULL)
      return FALSE;
    zb_expression_add (aggregate, value);
  }
  return leave_out (binder, call, aggregate);
}

/* A variable that runs over the rows in @place. */
static gboolean
push_loop_variable (ZbBinder *binder, const ZbSyntaxEach *each, const ZbPlace *place)
{
  const ZbSyntax *set = g_ptr_array_index (each->set, 0);
  ZbVariable *variable = &binder->variables[binder->n_variables];

  if (binder->n_variables == ZB_BINDER_MAX_VARIABLES) {
    zb_binder_fail (binder, each->start, "a rule has at most %d variables",
                    ZB_BINDER_MAX_VARIABLES);
    return FALSE;
  }
  if (each->set->len > 1 || each->except != NULL || set->kind != ZB_SYNTAX_ROWS ||
      set->row.kind != ZB_SELECT_ALL || (place->section != NULL && !place->section->dynamic)) {
    zb_binder_fail (binder, set->start,
                    "the rows of one section whose rows are chosen are needed here, as in B.*");
    return FALSE;
  }
  *variable = (ZbVariable){.name = each->variable,
                           .kind = ZB_BOUND_ROWS,
                           .section = (guint)place->section_index,
                           .rows = place->section,
                           .domain = zb_bind_domain (binder, place),
                           .frame = binder->n_frames++,
                           .of_periods = set->to.kind != ZB_OFFSET_NONE};
  binder->n_variables++;
  return TRUE;
}

/* sum (r in E.* : …) over a fixed section is the sum of one value a row. */
static gboolean
bind_fixed_loop (ZbBinder *binder, const ZbSyntax *call, ZbExpression *aggregate)
{
  const ZbSyntax *set = g_ptr_array_index (call->loop->set, 0);
  ZbVariable *variable = &binder->variables[binder->n_variables++];
  guint first, last;
  ZbPlace place;

  if (!zb_bind_place (binder, set, &place))
    return FALSE;
  if (!zb_bind_range (binder, set, place.section, TRUE, &first, &last))
    return FALSE;
  for (guint row = first; row <= last; row++) {
    ZbExpression *value;

    *variable = (ZbVariable){.name = call->loop->variable,
                             .kind = ZB_BOUND_ROW,
                             .section = (guint)place.section_index,
                             .row = row};
    value = zb_bind_number (binder, zb_syntax_child (call, 0));
    if (value == NULL)
      return FALSE;
    zb_expression_add (aggregate, value);
  }
  binder->n_variables--;
  return TRUE;
}

static gboolean
is_fixed_loop (ZbBinder *binder, const ZbSyntax *call)
{
  const ZbSyntax *set = g_ptr_array_index (call->loop->set, 0);
  ZbPlace place;

  if (set->kind != ZB_SYNTAX_ROWS || set->form != NULL || set->from.kind != ZB_OFFSET_NONE ||
      call->loop->set->len > 1 || call->loop->except != NULL ||
      binder->n_variables == ZB_BINDER_MAX_VARIABLES)
    return FALSE;
  return zb_bind_place (binder, set, &place) && !place.section->dynamic;
}

/* Over the rows of one place. */
static ZbExpression *
bind_loop_at (ZbBinder *binder,
              const ZbSyntax *call,
              const ZbFunction *function,
              const ZbPlace *place)
{
  g_autoptr (ZbExpression) loop =
      zb_expression_new (ZB_EXPRESSION_LOOP, zb_quantity_bare (0), call->start);
  guint64 factor = binder->factor;
  const ZbVariable *variable;
  ZbExpression *value;

  if (!push_loop_variable (binder, call->loop, place))
    return NULL;
  variable = &binder->variables[binder->n_variables - 1];
  loop->function = function->kind;
  loop->index = variable->domain;
  loop->variable = variable->frame;
  binder->factor = MIN (factor * (variable->rows == NULL ? 1 : variable->rows->max_rows),
                        ZB_RULE_MAX_VISITS + 1);
  binder->n_loops++;
  value = function->kind == ZB_FUNCTION_COUNT
              ? zb_bind_condition (binder, zb_syntax_child (call, 0))
              : zb_bind_number (binder, zb_syntax_child (call, 0));
  binder->factor = factor;
  binder->n_loops--;
  /* The next loop, which is not within this one, takes the same frame. */
  binder->n_variables--;
  binder->n_frames--;
  if (value == NULL)
    return NULL;
  zb_expression_add (loop, value);
  if (function->kind != ZB_FUNCTION_COUNT) {
    loop->type = value->type;
    if (!check_late (binder, loop, &loop->type))
      return NULL;
  }
  return g_steal_pointer (&loop);
}

/* A loop for each period, brought together in one value. */
typedef struct {
  const ZbSyntax *call;
  const ZbFunction *function;
  ZbExpression *aggregate;
} PeriodLoops;

static gboolean
add_loop_cb (ZbBinder *binder, const ZbSyntax *rows, ZbPlace *place, gpointer data)
{
  const PeriodLoops *loops = data;
  ZbExpression *loop = bind_loop_at (binder, loops->call, loops->function, place);

  if (loop == NULL)
    return FALSE;
  zb_expression_add (loops->aggregate, loop);
  return TRUE;
}

/* sum (r in L.*@-12m..-1m : …) */
static ZbExpression *
bind_period_loops (ZbBinder *binder, const ZbSyntax *call, const ZbFunction *function)
{
  g_autoptr (ZbExpression) aggregate =
      zb_expression_new (ZB_EXPRESSION_AGGREGATE, zb_quantity_bare (0), call->start);
  PeriodLoops loops = {.call = call, .function = function, .aggregate = aggregate};

  if (function->kind == ZB_FUNCTION_AVERAGE)
    return zb_binder_fail (binder, call->start,
                           "the average of rows in several periods is not worked out: divide a sum "
                           "by a count");
  /* The rows of each period are counted already. */
  aggregate->function = function->kind == ZB_FUNCTION_COUNT ? ZB_FUNCTION_SUM : function->kind;
  if (!zb_bind_places (binder, g_ptr_array_index (call->loop->set, 0), add_loop_cb, &loops))
    return NULL;
  return align_parts (binder, aggregate) ? g_steal_pointer (&aggregate) : NULL;
}

static ZbExpression *
bind_loop (ZbBinder *binder, const ZbSyntax *call, const ZbFunction *function)
{
  const ZbSyntax *set = g_ptr_array_index (call->loop->set, 0);
  ZbPlace place;

  if (set->kind == ZB_SYNTAX_ROWS && set->to.kind != ZB_OFFSET_NONE)
    return bind_period_loops (binder, call, function);
  return zb_bind_place (binder, set, &place) ? bind_loop_at (binder, call, function, &place) : NULL;
}

static ZbExpression *
bind_row_count (ZbBinder *binder, const ZbSyntax *rows)
{
  ZbExpression *count;
  ZbPlace place;

  if (!zb_bind_place (binder, rows, &place))
    return NULL;
  if (rows->row.kind != ZB_SELECT_ALL)
    return zb_binder_fail (binder, rows->start, "all rows of a section are counted, as in B.*");
  if (place.section != NULL && !place.section->dynamic)
    return zb_binder_fail (binder, rows->start,
                           "section %s has fixed rows: count its filled cells, as in count "
                           "([%s.*,column])",
                           place.section_id, place.section_id);
  count = zb_expression_new (ZB_EXPRESSION_ROWS, zb_quantity_bare (0), rows->start);
  count->index = zb_bind_domain (binder, &place);
  return count;
}

static ZbExpression *
bind_figures (ZbBinder *binder, const ZbSyntax *call, const ZbFunction *function)
{
  g_autoptr (ZbExpression) aggregate =
      zb_expression_new (ZB_EXPRESSION_AGGREGATE, zb_quantity_bare (0), call->start);

  aggregate->function = function->kind;
  if (call->loop != NULL) {
    if (!bind_fixed_loop (binder, call, aggregate))
      return NULL;
  } else if (!bind_arguments (binder, call, TRUE, aggregate)) {
    return NULL;
  }
  if (n_parts (aggregate) == 0)
    return zb_binder_fail (binder, call->start, "%s (…) has no cells left", call->text);
  if (function->kind != ZB_FUNCTION_COUNT)
    return align_parts (binder, aggregate) ? g_steal_pointer (&aggregate) : NULL;
  return g_steal_pointer (&aggregate);
}

static ZbExpression *
bind_state (ZbBinder *binder, const ZbSyntax *call, ZbExpressionKind kind)
{
  g_autoptr (ZbExpression) state = zb_expression_new (kind, zb_quantity_condition (), call->start);

  return bind_arguments (binder, call, FALSE, state) ? g_steal_pointer (&state) : NULL;
}

static ZbExpression *
bind_exists (ZbBinder *binder, const ZbSyntax *call)
{
  ZbExpression *cell = zb_bind (binder, zb_syntax_child (call, 0));
  ZbExpression *exists;

  if (cell == NULL)
    return NULL;
  if (cell->kind != ZB_EXPRESSION_CELL && cell->kind != ZB_EXPRESSION_ROW_CELL &&
      cell->kind != ZB_EXPRESSION_KEY_CELL && cell->kind != ZB_EXPRESSION_FIELD) {
    zb_binder_fail (binder, cell->at, "“exists” asks for a cell or a header field");
    zb_expression_free (cell);
    return NULL;
  }
  exists = zb_expression_new (ZB_EXPRESSION_EXISTS, zb_quantity_condition (), call->start);
  zb_expression_add (exists, cell);
  return exists;
}

/* has (C, key …): whether a row with this code, or with "prefix" one that begins with it, is
 * there; any of several codes will do. */
static ZbExpression *
bind_has (ZbBinder *binder, const ZbSyntax *call)
{
  g_autoptr (ZbExpression) has =
      zb_expression_new (ZB_EXPRESSION_HAS, zb_quantity_condition (), call->start);
  const ZbSyntax *rows = zb_syntax_child (call, 0);
  ZbPlace place;

  if (rows->kind != ZB_SYNTAX_ROWS || rows->row.kind != ZB_SELECT_ALL)
    return zb_binder_fail (binder, rows->start, "a section is needed here, as in has (C, …)");
  if (!zb_bind_place (binder, rows, &place))
    return NULL;
  if (place.section != NULL && !place.section->dynamic)
    return zb_binder_fail (binder, rows->start, "section %s has fixed rows", place.section_id);
  has->index = zb_bind_domain (binder, &place);
  for (guint i = 1; i < zb_syntax_n_children (call); i++) {
    const ZbSyntax *key = zb_syntax_child (call, i);
    gboolean prefix = key->kind == ZB_SYNTAX_CALL && strcmp (key->text, "prefix") == 0;
    ZbExpression *text;

    if (prefix)
      key = zb_syntax_child (key, 0);
    has->flag |= prefix;
    text = zb_bind_text (binder, key);
    if (text == NULL)
      return NULL;
    zb_expression_add (has, text);
  }
  zb_binder_count (binder, 1);
  return g_steal_pointer (&has);
}

ZbExpression *
zb_bind_aggregate (ZbBinder *binder, const ZbSyntax *call, const ZbFunction *function)
{
  switch (function->kind) {
  case ZB_FUNCTION_BLANK:
    return bind_state (binder, call, ZB_EXPRESSION_BLANK);
  case ZB_FUNCTION_FILLED:
    return bind_state (binder, call, ZB_EXPRESSION_FILLED);
  case ZB_FUNCTION_UNIQUE:
    return bind_state (binder, call, ZB_EXPRESSION_UNIQUE);
  case ZB_FUNCTION_EXISTS:
    return bind_exists (binder, call);
  case ZB_FUNCTION_HAS:
    return bind_has (binder, call);
  default:
    break;
  }
  if (call->loop != NULL && !is_fixed_loop (binder, call))
    return bind_loop (binder, call, function);
  if (function->kind == ZB_FUNCTION_COUNT && call->loop == NULL &&
      zb_syntax_child (call, 0)->kind == ZB_SYNTAX_ROWS)
    return bind_row_count (binder, zb_syntax_child (call, 0));
  return bind_figures (binder, call, function);
}
