/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/dependency.h"

#include "validators/ruleset-private.h"

/* One "instance looks at place", before they are sorted into arrays. */
typedef struct {
  guint place;
  ZbDependent dependent;
} Link;

typedef struct {
  const ZbForm *form;
  const ZbReferences *references;
  const ZbDependencies *dependencies;
  GArray *cells, *sections, *fields; /* Link */
  guint instance;
  gboolean has_rows; /* it stands for one finding a row: variable 0 is its own row */
} Walk;

static void
add_link (GArray *links, guint place, guint instance, gboolean same_row)
{
  Link link = {.place = place, .dependent = {.instance = instance, .same_row = same_row}};

  g_array_append_val (links, link);
}

static void
add_slot (Walk *walk, guint index)
{
  const ZbSlot *slot = &g_array_index (walk->references->slots, ZbSlot, index);

  if (slot->source != 0 || slot->section_index < 0)
    return;
  add_link (walk->cells,
            zb_dependencies_place (walk->dependencies, walk->form, (guint)slot->section_index,
                                   slot->row_index < 0 ? 0 : (guint)slot->row_index,
                                   (guint)slot->column_index),
            walk->instance, FALSE);
  if (slot->row_index < 0)
    add_link (walk->sections, (guint)slot->section_index, walk->instance, FALSE);
}

static gboolean
is_own_domain (const Walk *walk, guint domain, guint *ret_section)
{
  const ZbDomain *rows = &g_array_index (walk->references->domains, ZbDomain, domain);

  if (rows->source != 0 || rows->section_index < 0)
    return FALSE;
  *ret_section = (guint)rows->section_index;
  return TRUE;
}

static void
add_domain (Walk *walk, guint domain)
{
  guint section;

  if (is_own_domain (walk, domain, &section))
    add_link (walk->sections, section, walk->instance, FALSE);
}

/* @outer: the row is that of the instance itself. */
static void
add_row_slot (Walk *walk, guint index, gboolean outer)
{
  const ZbRowSlot *slot = &g_array_index (walk->references->row_slots, ZbRowSlot, index);
  const ZbPair *pair = &g_array_index (walk->references->pairs, ZbPair, slot->pair);
  guint section;

  add_domain (walk, pair->domain);
  if (pair->source != 0 || pair->section_index < 0)
    return;
  add_link (walk->cells,
            zb_dependencies_place (walk->dependencies, walk->form, (guint)pair->section_index, 0,
                                   (guint)slot->column_index),
            walk->instance,
            outer && is_own_domain (walk, pair->domain, &section) &&
                section == (guint)pair->section_index);
  add_link (walk->sections, (guint)pair->section_index, walk->instance, FALSE);
}

static void
add_key_slot (Walk *walk, guint index)
{
  const ZbKeySlot *slot = &g_array_index (walk->references->key_slots, ZbKeySlot, index);

  if (slot->source != 0)
    return;
  add_link (walk->cells,
            zb_dependencies_place (walk->dependencies, walk->form, (guint)slot->section_index, 0,
                                   (guint)slot->column_index),
            walk->instance, FALSE);
  add_link (walk->sections, (guint)slot->section_index, walk->instance, FALSE);
}

static void
walk_expression (Walk *walk, const ZbExpression *expression)
{
  if (expression == NULL)
    return;
  switch (expression->kind) {
  case ZB_EXPRESSION_CELL:
    add_slot (walk, expression->index);
    break;
  case ZB_EXPRESSION_ROW_CELL:
    add_row_slot (walk, expression->index, walk->has_rows && expression->variable == 0);
    break;
  case ZB_EXPRESSION_KEY_CELL:
    add_key_slot (walk, expression->index);
    break;
  case ZB_EXPRESSION_FIELD:
    if (g_array_index (walk->references->fields, ZbFieldSlot, expression->index).source == 0)
      add_link (walk->fields, 0, walk->instance, FALSE);
    break;
  case ZB_EXPRESSION_LOOP:
  case ZB_EXPRESSION_ROWS:
  case ZB_EXPRESSION_HAS:
    add_domain (walk, expression->index);
    break;
  default:
    break;
  }
  for (guint i = 0; expression->cells != NULL && i < expression->cells->len; i++)
    add_slot (walk, g_array_index (expression->cells, guint, i));
  for (guint i = 0; expression->columns != NULL && i < expression->columns->len; i++)
    add_row_slot (walk, g_array_index (expression->columns, guint, i), FALSE);
  for (guint i = 0; i < zb_expression_n_children (expression); i++)
    walk_expression (walk, zb_expression_child (expression, i));
}

/* By place, then by instance; of one instance first the entry that takes all its rows. */
static int
compare_links (gconstpointer a, gconstpointer b)
{
  const Link *left = a, *right = b;

  if (left->place != right->place)
    return left->place < right->place ? -1 : 1;
  if (left->dependent.instance != right->dependent.instance)
    return left->dependent.instance < right->dependent.instance ? -1 : 1;
  return left->dependent.same_row - right->dependent.same_row;
}

static ZbDependentIndex
build_index (GArray *links, guint n_places)
{
  ZbDependentIndex index = {.offsets = g_new0 (guint32, n_places + 1),
                            .dependents = g_new (ZbDependent, links->len + 1)};
  guint n = 0;
  guint place = 0;

  g_array_sort (links, compare_links);
  for (guint i = 0; i < links->len; i++) {
    const Link *link = &g_array_index (links, Link, i);

    while (place < link->place)
      index.offsets[++place] = n;
    if (n > index.offsets[place] && index.dependents[n - 1].instance == link->dependent.instance)
      continue;
    index.dependents[n++] = link->dependent;
  }
  while (place < n_places)
    index.offsets[++place] = n;
  return index;
}

static void
number_places (ZbDependencies *dependencies, const ZbForm *form)
{
  dependencies->n_sections = form->n_sections;
  dependencies->bases = g_new0 (guint, form->n_sections + 1);
  for (guint i = 0; i < form->n_sections; i++) {
    const ZbSection *section = &form->sections[i];

    dependencies->bases[i] = dependencies->n_places;
    dependencies->n_places += section->n_columns * (section->dynamic ? 1 : section->n_rows);
  }
}

guint
zb_dependencies_place (
    const ZbDependencies *dependencies, const ZbForm *form, guint section, guint row, guint column)
{
  if (form->sections[section].dynamic)
    return dependencies->bases[section] + column;
  return dependencies->bases[section] + row * form->sections[section].n_columns + column;
}

ZbDependencies *
zb_dependencies_new (const ZbForm *form, const ZbReferences *references, const GPtrArray *instances)
{
  ZbDependencies *dependencies = g_new0 (ZbDependencies, 1);
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (Link));
  g_autoptr (GArray) sections = g_array_new (FALSE, FALSE, sizeof (Link));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (Link));
  Walk walk = {.form = form,
               .references = references,
               .dependencies = dependencies,
               .cells = cells,
               .sections = sections,
               .fields = fields};

  number_places (dependencies, form);
  for (guint i = 0; i < instances->len; i++) {
    const ZbInstance *instance = g_ptr_array_index (instances, i);

    walk.instance = i;
    walk.has_rows = instance->domain >= 0;
    walk_expression (&walk, instance->guard);
    walk_expression (&walk, instance->body);
    walk_expression (&walk, instance->level_if);
    walk_expression (&walk, instance->target);
    if (instance->domain >= 0)
      add_domain (&walk, (guint)instance->domain);
  }
  dependencies->cells = build_index (cells, dependencies->n_places);
  dependencies->sections = build_index (sections, form->n_sections);
  dependencies->fields = build_index (fields, 1);
  return dependencies;
}

void
zb_dependencies_free (ZbDependencies *dependencies)
{
  if (dependencies == NULL)
    return;
  g_free (dependencies->bases);
  g_free (dependencies->cells.offsets);
  g_free (dependencies->cells.dependents);
  g_free (dependencies->sections.offsets);
  g_free (dependencies->sections.dependents);
  g_free (dependencies->fields.offsets);
  g_free (dependencies->fields.dependents);
  g_free (dependencies);
}

guint
zb_instance_target_place (const ZbInstance *instance,
                          const ZbDependencies *dependencies,
                          const ZbForm *form,
                          const ZbReferences *references)
{
  const ZbExpression *target = instance->target;

  if (target == NULL)
    return G_MAXUINT;
  if (target->kind == ZB_EXPRESSION_CELL) {
    const ZbSlot *slot = &g_array_index (references->slots, ZbSlot, target->index);

    return zb_dependencies_place (dependencies, form, (guint)slot->section_index,
                                  slot->row_index < 0 ? 0 : (guint)slot->row_index,
                                  (guint)slot->column_index);
  }
  {
    const ZbRowSlot *slot = &g_array_index (references->row_slots, ZbRowSlot, target->index);
    const ZbPair *pair = &g_array_index (references->pairs, ZbPair, slot->pair);

    return zb_dependencies_place (dependencies, form, (guint)pair->section_index, 0,
                                  (guint)slot->column_index);
  }
}

/* Visits the instances that read what @instance computes, depth first; FALSE on a circle. */
typedef struct {
  const ZbDependencies *dependencies;
  const ZbForm *form;
  const ZbReferences *references;
  const GPtrArray *instances;
  guint8 *marks; /* 0 new, 1 on the way, 2 done */
  GArray *order; /* last first */
} Ordering;

static gboolean
visit (Ordering *ordering, guint number)
{
  const ZbInstance *instance = g_ptr_array_index (ordering->instances, number);
  guint place = zb_instance_target_place (instance, ordering->dependencies, ordering->form,
                                          ordering->references);
  const ZbDependentIndex *cells = &ordering->dependencies->cells;

  if (place == G_MAXUINT || ordering->marks[number] == 2)
    return TRUE;
  if (ordering->marks[number] == 1)
    return FALSE;
  ordering->marks[number] = 1;
  for (guint32 i = cells->offsets[place]; i < cells->offsets[place + 1]; i++) {
    guint reader = cells->dependents[i].instance;

    if (reader != number && !visit (ordering, reader))
      return FALSE;
  }
  ordering->marks[number] = 2;
  g_array_append_val (ordering->order, number);
  return TRUE;
}

GArray *
zb_dependencies_order (const ZbDependencies *dependencies,
                       const ZbForm *form,
                       const ZbReferences *references,
                       const GPtrArray *instances,
                       guint *ret_circular)
{
  g_autofree guint8 *marks = g_new0 (guint8, instances->len + 1);
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));
  Ordering ordering = {.dependencies = dependencies,
                       .form = form,
                       .references = references,
                       .instances = instances,
                       .marks = marks,
                       .order = order};

  for (guint i = 0; i < instances->len; i++) {
    if (visit (&ordering, i))
      continue;
    *ret_circular = i;
    g_array_unref (order);
    return NULL;
  }
  for (guint i = 0; i < order->len / 2; i++) {
    guint other = g_array_index (order, guint, order->len - 1 - i);

    g_array_index (order, guint, order->len - 1 - i) = g_array_index (order, guint, i);
    g_array_index (order, guint, i) = other;
  }
  return order;
}
