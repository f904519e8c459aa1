/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/demand-node.h"

#include "validators/finding-maker.h"
#include "validators/suspects/demand-value.h"

#include <string.h>

/* A rule for one row of its domain, waiting to be taken down. */
typedef struct {
  guint instance, row;
} Item;

typedef struct {
  ZbNodeMaker nodes;
  GHashTable *queued; /* Item as gint64 → itself */
  GArray *queue;      /* Item */
  guint n_expanded;   /* cells whose rules are queued */
  GArray *stamps;     /* guint: the last walk that met the cell, plus 1 */
  guint stamp;
  ZbArena *scratch;
  ZbSeverity least;
} Maker;

static ZbCheck *
check_of (const Maker *maker)
{
  return maker->nodes.check;
}

static void
enqueue (Maker *maker, guint instance, guint row)
{
  gint64 key = ((gint64)instance << 32) | row;
  Item item = {instance, row};
  gint64 *kept;

  if (g_hash_table_contains (maker->queued, &key))
    return;
  kept = zb_arena_take (maker->nodes.demands->arena, sizeof *kept);
  *kept = key;
  g_hash_table_add (maker->queued, kept);
  g_array_append_val (maker->queue, item);
}

static gboolean
may_count (const Maker *maker, guint index)
{
  const ZbInstance *instance = zb_check_instance (check_of (maker), index);
  const ZbRule *rule = zb_ruleset_rule_of (check_of (maker)->ruleset, instance);

  return instance->target == NULL && (check_of (maker)->at_bureau || !rule->bureau_only) &&
         MAX (rule->severity, rule->otherwise) >= maker->least;
}

static gboolean
fails (const Maker *maker, guint index, guint row)
{
  const ZbInstanceState *state = &check_of (maker)->states[index];
  const ZbFinding *finding = state->findings[row];

  return finding != NULL && finding->severity >= maker->least && finding->waiver == NULL &&
         finding->outcome == ZB_OUTCOME_FAIL;
}

/* Queues the rules that look at @cell. */
static void
expand (Maker *maker, guint cell)
{
  const ZbDemandCell *place = &g_array_index (maker->nodes.demands->cells, ZbDemandCell, cell);
  const ZbRuleset *ruleset = maker->nodes.demands->ruleset;
  const ZbDependentIndex *index = &ruleset->dependencies->cells;
  guint number = zb_dependencies_place (ruleset->dependencies, ruleset->form, place->section,
                                        place->row, place->column);

  for (guint32 i = index->offsets[number]; i < index->offsets[number + 1]; i++) {
    const ZbDependent *dependent = &index->dependents[i];
    guint n_rows = check_of (maker)->states[dependent->instance].n_rows;

    if (dependent->same_row && place->row < n_rows) {
      enqueue (maker, dependent->instance, place->row);
      continue;
    }
    for (guint row = 0; row < n_rows; row++)
      enqueue (maker, dependent->instance, row);
  }
}

/* A formula hands on what its cells do: whoever reads what it computes is queued as well. */
static void
expand_formula (Maker *maker, const Item *item)
{
  const ZbInstance *instance = zb_check_instance (check_of (maker), item->instance);
  const ZbRuleset *ruleset = maker->nodes.demands->ruleset;
  const ZbDependentIndex *index = &ruleset->dependencies->cells;
  guint place = zb_instance_target_place (instance, ruleset->dependencies, ruleset->form,
                                          ruleset->references);

  for (guint32 i = index->offsets[place]; i < index->offsets[place + 1]; i++) {
    const ZbDependent *dependent = &index->dependents[i];
    guint n_rows = check_of (maker)->states[dependent->instance].n_rows;

    if (dependent->same_row && instance->domain >= 0 && item->row < n_rows) {
      enqueue (maker, dependent->instance, item->row);
      continue;
    }
    for (guint row = 0; row < n_rows; row++)
      enqueue (maker, dependent->instance, row);
  }
}

/* Meets every cell below @node once a stamp. */
static void
gather (Maker *maker, const ZbDemandNode *node, gboolean counted_only, GArray *cells)
{
  if (node == NULL)
    return;
  if (node->kind == ZB_DEMAND_CELL && !(counted_only && node->policy == ZB_POLICY_LOOK)) {
    guint *stamp;

    if (maker->stamps->len <= node->cell)
      g_array_set_size (maker->stamps, maker->nodes.demands->cells->len);
    stamp = &g_array_index (maker->stamps, guint, node->cell);
    if (*stamp != maker->stamp)
      g_array_append_val (cells, node->cell);
    *stamp = maker->stamp;
  }
  for (guint i = 0; i < node->n_children; i++)
    gather (maker, node->children[i], counted_only, cells);
}

/* Whether the rule counts cells, and looks at a value whatever becomes of those that may change. */
static void
survey (const ZbDemandNode *node, ZbDemand *demand)
{
  if (node == NULL)
    return;
  demand->has_cells |= node->sees_cell;
  demand->has_value |= node->sees_value;
  if (node->kind == ZB_DEMAND_CELL && node->policy != ZB_POLICY_LOOK) {
    demand->has_cells = TRUE;
    demand->has_value |= node->policy == ZB_POLICY_FAIL;
  }
  for (guint i = 0; i < node->n_children; i++)
    survey (node->children[i], demand);
}

static guint *
keep (Maker *maker, GArray *cells, guint *ret_n)
{
  guint *kept = zb_arena_take (maker->nodes.demands->arena, (cells->len + 1) * sizeof (guint));

  if (cells->len > 0)
    memcpy (kept, cells->data, cells->len * sizeof (guint));
  *ret_n = cells->len;
  g_array_set_size (cells, 0);
  return kept;
}

/* What the conditions of one rule have in common. */
static ZbDemand
describe (Maker *maker, const ZbInstance *instance, const char *name)
{
  const ZbRule *rule = zb_ruleset_rule_of (maker->nodes.demands->ruleset, instance);
  ZbDemand demand = {.instance = name};
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (guint));
  ZbDemandNode *body;

  if (MIN (rule->severity, rule->otherwise) < maker->least && instance->level_if != NULL) {
    demand.level = rule->severity >= maker->least ? ZB_LEVEL_IF : ZB_LEVEL_UNLESS;
    demand.level_if = zb_node_make (&maker->nodes, instance->level_if, instance->policies);
  }
  if (instance->guard != NULL)
    demand.guard = zb_node_make (&maker->nodes, instance->guard, instance->policies);
  body = zb_node_make (&maker->nodes, instance->body, instance->policies);
  survey (demand.guard, &demand);
  survey (body, &demand);
  maker->stamp++;
  gather (maker, demand.guard, TRUE, cells);
  gather (maker, body, TRUE, cells);
  demand.counted = keep (maker, cells, &demand.n_counted);
  demand.body = body;
  return demand;
}

static void
add_demand (Maker *maker, const ZbDemand *like, ZbDemandNode *body)
{
  ZbDemands *demands = maker->nodes.demands;
  ZbDemand *demand = zb_arena_take (demands->arena, sizeof *demand);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (guint));
  guint number = demands->demands->len;

  *demand = *like;
  demand->body = body;
  maker->stamp++;
  gather (maker, demand->level_if, FALSE, cells);
  gather (maker, demand->guard, FALSE, cells);
  gather (maker, body, FALSE, cells);
  demand->cells = keep (maker, cells, &demand->n_cells);
  for (guint i = 0; i < demand->n_cells; i++)
    g_array_append_val ((GArray *)g_ptr_array_index (demands->by_cell, demand->cells[i]), number);
  g_ptr_array_add (demands->demands, demand);
}

/* Of conditions joined by "and" each is a demand of its own. */
static void
add_demands (Maker *maker, const ZbDemand *like, ZbDemandNode *body)
{
  if (body->kind == ZB_DEMAND_PART && body->expression->kind == ZB_EXPRESSION_AND) {
    for (guint i = 0; i < body->n_children; i++)
      add_demands (maker, like, body->children[i]);
    return;
  }
  add_demand (maker, like, body);
}

/* Where our formulas and the engine disagree, the engine is right and the formula says nothing. */
static void
compare_with_engine (Maker *maker, guint first, gboolean fails, const char *name)
{
  ZbDemands *demands = maker->nodes.demands;
  gboolean found = FALSE, has_cells = FALSE, is_sure = TRUE;

  for (guint i = first; i < demands->demands->len; i++) {
    ZbDemand *demand = g_ptr_array_index (demands->demands, i);
    gboolean sure;

    demand->fails = !zb_demand_holds (demands, (ZbDemandCell *)(gpointer)demands->cells->data,
                                      demand, maker->scratch, &sure);
    is_sure &= sure;
    found |= demand->fails;
    has_cells |= demand->fails && demand->n_cells > 0;
  }
  if (found == fails && is_sure && (has_cells || !fails))
    return;
  for (guint i = first; i < demands->demands->len; i++) {
    ZbDemand *demand = g_ptr_array_index (demands->demands, i);

    demand->is_opaque |= found != fails || !is_sure;
    demand->fails = fails && (demand->is_opaque || demand->fails) && demand->n_cells > 0;
    has_cells |= demand->fails;
  }
  if (fails && !has_cells)
    g_ptr_array_add (demands->helpless, (gpointer)name);
}

static gboolean
is_waived (const Maker *maker, const ZbInstance *instance, const char *name)
{
  const ZbContext *context = &check_of (maker)->context;
  const char *rule = zb_ruleset_rule_of (maker->nodes.demands->ruleset, instance)->name;

  return context->interface->waiver (context->self, name) != NULL ||
         context->interface->waiver (context->self, rule) != NULL;
}

static void
take_down (Maker *maker, const Item *item)
{
  const ZbInstance *instance = zb_check_instance (check_of (maker), item->instance);
  ZbMachine *machine = maker->nodes.machine;
  guint first = maker->nodes.demands->demands->len;
  g_autofree char *name = NULL;
  ZbDemand like;
  char *kept;

  zb_machine_bind_row (machine, instance->domain, item->row);
  name = zb_instance_name (maker->nodes.demands->ruleset, machine, instance);
  if (is_waived (maker, instance, name))
    return;
  kept = zb_arena_take (maker->nodes.demands->arena, strlen (name) + 1);
  memcpy (kept, name, strlen (name) + 1);
  like = describe (maker, instance, kept);
  add_demands (maker, &like, like.body);
  compare_with_engine (maker, first, fails (maker, item->instance, item->row), kept);
}

static void
find_formulas (Maker *maker)
{
  const ZbRuleset *ruleset = maker->nodes.demands->ruleset;

  for (guint i = 0; i < ruleset->instances->len; i++) {
    const ZbInstance *instance = g_ptr_array_index (ruleset->instances, i);
    guint section = 0, row = 0, column;
    gint64 *key;

    if (instance->target == NULL)
      continue;
    if (instance->target->kind == ZB_EXPRESSION_CELL) {
      const ZbSlot *slot =
          &g_array_index (ruleset->references->slots, ZbSlot, instance->target->index);

      section = (guint)slot->section_index;
      row = slot->row_index < 0 ? 0 : (guint)slot->row_index;
      column = (guint)slot->column_index;
    } else {
      const ZbRowSlot *slot =
          &g_array_index (ruleset->references->row_slots, ZbRowSlot, instance->target->index);

      section = (guint)g_array_index (ruleset->references->pairs, ZbPair, slot->pair).section_index;
      column = (guint)slot->column_index;
    }
    key = zb_arena_take (maker->nodes.demands->arena, sizeof *key);
    *key = ((gint64)section << 48) | ((gint64)row << 16) | column;
    g_hash_table_insert (maker->nodes.formulas, key, GUINT_TO_POINTER (i + 1));
  }
}

/* Rows next to a cell that fails may have changed places with it. */
static void
add_neighbours (Maker *maker)
{
  ZbDemands *demands = maker->nodes.demands;
  guint n = demands->cells->len;

  for (guint i = 0; i < n; i++) {
    ZbDemandCell cell = g_array_index (demands->cells, ZbDemandCell, i);
    const ZbSection *section = &demands->ruleset->form->sections[cell.section];

    if (section->dynamic)
      continue;
    if (cell.row > 0)
      zb_node_maker_cell (&maker->nodes, cell.section, cell.row - 1, cell.column);
    if (cell.row + 1 < section->n_rows)
      zb_node_maker_cell (&maker->nodes, cell.section, cell.row + 1, cell.column);
  }
}

static void
note_error (Maker *maker, guint index, guint row)
{
  const ZbFinding *finding = check_of (maker)->states[index].findings[row];
  char *kept;

  if (finding == NULL || finding->severity < maker->least || finding->waiver != NULL ||
      finding->outcome != ZB_OUTCOME_ERROR)
    return;
  kept = zb_arena_take (maker->nodes.demands->arena, strlen (finding->instance) + 1);
  strcpy (kept, finding->instance);
  g_ptr_array_add (maker->nodes.demands->helpless, kept);
}

/* What fails, then what looks at the same cells, and so on. */
static void
take_down_all (Maker *maker)
{
  ZbDemands *demands = maker->nodes.demands;
  guint n_failing;

  for (guint i = 0; i < demands->ruleset->instances->len; i++) {
    for (guint row = 0; may_count (maker, i) && row < check_of (maker)->states[i].n_rows; row++) {
      if (fails (maker, i, row))
        enqueue (maker, i, row);
      note_error (maker, i, row);
    }
  }
  n_failing = maker->queue->len;
  for (guint i = 0; i < maker->queue->len && !demands->too_large; i++) {
    Item item = g_array_index (maker->queue, Item, i);

    if (may_count (maker, item.instance))
      take_down (maker, &item);
    else if (zb_check_instance (check_of (maker), item.instance)->target != NULL)
      expand_formula (maker, &item);
    if (i + 1 == n_failing)
      add_neighbours (maker);
    for (; i + 1 >= n_failing && maker->n_expanded < demands->cells->len; maker->n_expanded++)
      expand (maker, maker->n_expanded);
  }
}

ZbDemands *
zb_demands_new (const ZbCheck *check, ZbSeverity least)
{
  ZbDemands *demands = g_new0 (ZbDemands, 1);
  g_autoptr (ZbCheck) own = NULL;
  Maker maker = {.nodes = {.demands = demands}, .least = least};

  demands->ruleset = zb_ruleset_ref (check->ruleset);
  demands->report = zb_report_copy (check->report);
  demands->arena = zb_arena_new ();
  demands->cells = g_array_new (FALSE, FALSE, sizeof (ZbDemandCell));
  demands->demands = g_ptr_array_new ();
  demands->by_cell = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  demands->helpless = g_ptr_array_new ();
  own = zb_check_new (demands->ruleset, demands->report, check->context, ZB_CHECK_COMPUTE,
                      check->at_bureau);
  zb_check_run (own);
  maker.nodes.check = own;
  maker.nodes.machine = own->machine;
  maker.nodes.cells = g_hash_table_new (g_int64_hash, g_int64_equal);
  maker.nodes.computed = g_hash_table_new (g_int64_hash, g_int64_equal);
  maker.nodes.formulas = g_hash_table_new (g_int64_hash, g_int64_equal);
  maker.queued = g_hash_table_new (g_int64_hash, g_int64_equal);
  maker.queue = g_array_new (FALSE, FALSE, sizeof (Item));
  maker.stamps = g_array_new (FALSE, TRUE, sizeof (guint));
  maker.scratch = zb_arena_new ();
  find_formulas (&maker);
  take_down_all (&maker);
  g_hash_table_unref (maker.nodes.cells);
  g_hash_table_unref (maker.nodes.computed);
  g_hash_table_unref (maker.nodes.formulas);
  g_hash_table_unref (maker.queued);
  g_array_unref (maker.queue);
  g_array_unref (maker.stamps);
  zb_arena_free (maker.scratch);
  return demands;
}

void
zb_demands_free (ZbDemands *demands)
{
  if (demands == NULL)
    return;
  g_array_unref (demands->cells);
  g_ptr_array_unref (demands->demands);
  g_ptr_array_unref (demands->by_cell);
  g_ptr_array_unref (demands->helpless);
  zb_arena_free (demands->arena);
  zb_report_unref (demands->report);
  zb_ruleset_unref (demands->ruleset);
  g_free (demands);
}
