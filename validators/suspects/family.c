/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/family.h"

#include "validators/suspects/set-search.h"

#include <string.h>

/* Cells of sets of several families taken together. */
#define MAX_JOINT 14
/* Choices of one set a family that are tried together. */
#define MAX_PRODUCT 64

const ZbFamilyLimits zb_family_limits = {.max_cells = 6, .max_sets = 40, .work = 600000};

static gboolean
is_of_root (ZbSetSearch *search, const GArray *core)
{
  return core->len > 0 &&
         zb_set_search_root (search, g_array_index (core, guint, 0)) == search->root;
}

static const GArray *
find_core (ZbSetSearch *search)
{
  const GArray *best = NULL;

  for (guint i = 0; i < search->cores->len; i++) {
    const GArray *core = g_ptr_array_index (search->cores, i);

    if ((best == NULL || core->len < best->len) && is_of_root (search, core) &&
        !zb_cell_set_hits (&search->set, core))
      best = core;
  }
  return best;
}

static void
keep_set (ZbFamily *family, const ZbCellSet *set)
{
  GArray *kept = g_array_sized_new (FALSE, FALSE, sizeof (guint), set->n);

  g_array_append_vals (kept, set->cells, set->n);
  g_ptr_array_add (family->sets, kept);
}

/* Nothing more will come of this family. */
static gboolean
is_over (const ZbSetSearch *search)
{
  return search->family->outcome != ZB_FAMILY_FOUND || search->grew;
}

/* All reasons are met: is that enough? */
static void
finish_set (ZbSetSearch *search)
{
  ZbFamily *family = search->family;
  ZbFeasibility result = zb_set_search_try (search, &search->set);

  if (result == ZB_UNDECIDED || search->too_many_cores)
    family->outcome = ZB_FAMILY_TOO_LARGE;
  else if (search->doomed[search->root])
    family->outcome = ZB_FAMILY_NONE;
  else if (result == ZB_FEASIBLE && family->sets->len == search->limits.max_sets)
    family->outcome = ZB_FAMILY_TOO_MANY;
  else if (result == ZB_FEASIBLE)
    keep_set (family, &search->set);
}

static void
search_sets (ZbSetSearch *search)
{
  const GArray *core = find_core (search);
  guint n_excluded = 0;

  if (core == NULL) {
    finish_set (search);
    core = is_over (search) ? NULL : find_core (search);
    if (core == NULL)
      return;
  }
  for (guint i = 0; i < core->len && !is_over (search); i++, n_excluded++) {
    guint cell = g_array_index (core, guint, i);
    guint weight = search->weight + zb_set_search_cell (search, cell)->weight;

    if (search->excluded[cell] == 0 && search->set.n < search->limits.max_cells &&
        weight <= search->limit) {
      zb_cell_set_insert (&search->set, cell);
      search->weight = weight;
      search_sets (search);
      search->weight -= zb_set_search_cell (search, cell)->weight;
      zb_cell_set_remove (&search->set, cell);
    } else if (search->excluded[cell] == 0 && weight > search->limit &&
               search->set.n < search->limits.max_cells) {
      search->next_limit = MIN (search->next_limit, weight);
    }
    search->excluded[cell]++;
  }
  while (n_excluded > 0)
    search->excluded[g_array_index (core, guint, --n_excluded)]--;
}

/* Looks for sets of greater and greater weight, until there are some. */
static void
find_family (ZbSetSearch *search)
{
  search->limit = 0;
  if (search->doomed[search->root])
    search->family->outcome = ZB_FAMILY_NONE;
  while (!is_over (search)) {
    search->next_limit = G_MAXUINT;
    search->set.n = search->weight = 0;
    search_sets (search);
    if (search->family->sets->len > 0 || is_over (search))
      return;
    if (search->next_limit == G_MAXUINT) {
      search->family->outcome = ZB_FAMILY_TOO_MANY;
      return;
    }
    search->limit = search->next_limit;
  }
}

static ZbFamily *
family_new (void)
{
  ZbFamily *family = g_new0 (ZbFamily, 1);

  family->failing = g_array_new (FALSE, FALSE, sizeof (guint));
  family->sets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  family->assumed = g_array_new (FALSE, FALSE, sizeof (guint));
  return family;
}

static void
family_free (ZbFamily *family)
{
  g_array_unref (family->failing);
  g_ptr_array_unref (family->sets);
  g_array_unref (family->assumed);
  g_free (family);
}

static ZbFamilies *
families_new (void)
{
  ZbFamilies *families = g_new0 (ZbFamilies, 1);

  families->families = g_ptr_array_new_with_free_func ((GDestroyNotify)family_free);
  families->is_joint = TRUE;
  return families;
}

void
zb_families_free (ZbFamilies *families)
{
  if (families == NULL)
    return;
  g_ptr_array_unref (families->families);
  g_free (families);
}

static guint
root_of_demand (ZbSetSearch *search, guint demand)
{
  const ZbDemand *failing = g_ptr_array_index (search->demands->demands, demand);

  return zb_set_search_root (search, failing->cells[0]);
}

/* The family of all demands that fail under one root, in the order of the rules. FALSE if its cores
 * reached over into another. */
static gboolean
find_under_root (ZbSetSearch *search, guint first, ZbFamilies *families)
{
  ZbFamily *family = family_new ();
  guint64 whole = search->limits.work, share = whole / 3;

  search->root = root_of_demand (search, first);
  search->family = family;
  search->grew = FALSE;
  for (guint i = first; i < search->demands->demands->len; i++) {
    const ZbDemand *demand = g_ptr_array_index (search->demands->demands, i);

    if (demand->fails && root_of_demand (search, i) == search->root)
      g_array_append_val (family->failing, i);
  }
  /* A family that takes too long leaves something for the others. */
  search->limits.work = share;
  find_family (search);
  search->limits.work += whole - share;
  g_ptr_array_add (families->families, family);
  return !search->grew;
}

/* One family for each set of cores that hang together; NULL if they grew together meanwhile. */
static ZbFamilies *
find_apart (ZbSetSearch *search)
{
  g_autoptr (ZbFamilies) families = families_new ();
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < search->demands->demands->len; i++) {
    const ZbDemand *demand = g_ptr_array_index (search->demands->demands, i);

    if (!demand->fails || !g_hash_table_add (done, GUINT_TO_POINTER (root_of_demand (search, i))))
      continue;
    if (!find_under_root (search, i, families))
      return NULL;
  }
  return g_steal_pointer (&families);
}

static void
join_links (guint *links, guint n, guint from, guint to)
{
  for (guint i = 0; from != to && i < n; i++) {
    if (links[i] == from)
      links[i] = to;
  }
}

/* Families that some demand looks at together: @links by family, each naming the first of its kind.
 */
static void
link_families (ZbSetSearch *search, const ZbFamilies *families, guint *links)
{
  g_autofree guint *first = g_new0 (guint, search->demands->demands->len + 1);

  for (guint i = 0; i < families->families->len; i++) {
    const ZbFamily *family = g_ptr_array_index (families->families, i);

    links[i] = i;
    for (guint j = 0; j < family->sets->len; j++) {
      const GArray *cells = g_ptr_array_index (family->sets, j);
      ZbCellSet set = {.n = cells->len};
      g_autoptr (GArray) touched = NULL;

      memcpy (set.cells, cells->data, cells->len * sizeof (guint));
      touched = zb_set_search_touched (search, &set);
      for (guint k = 0; k < touched->len; k++) {
        guint *owner = &first[g_array_index (touched, guint, k)];

        if (*owner == 0)
          *owner = i + 1;
        join_links (links, i + 1, links[i], links[*owner - 1]);
      }
    }
  }
}

static gboolean
add_cells (ZbCellSet *set, const GArray *cells)
{
  if (set->n + cells->len > MAX_JOINT)
    return FALSE;
  for (guint i = 0; i < cells->len; i++)
    zb_cell_set_insert (set, g_array_index (cells, guint, i));
  return TRUE;
}

/* Choice number @choice of one set from each of the families that hang together with @first. */
static gboolean
choose (const ZbFamilies *families, const guint *links, guint first, guint choice, ZbCellSet *set)
{
  for (guint i = first; i < families->families->len; i++) {
    const ZbFamily *family = g_ptr_array_index (families->families, i);

    if (links[i] != links[first] || family->sets->len == 0)
      continue;
    if (!add_cells (set, g_ptr_array_index (family->sets, choice % family->sets->len)))
      return FALSE;
    choice /= family->sets->len;
  }
  return TRUE;
}

/* Whether every choice of sets does together. FALSE if one does not: there is a new core. */
static gboolean
try_together (ZbSetSearch *search, ZbFamilies *families, const guint *links, guint first)
{
  guint product = 1, members = 0;

  for (guint i = first; i < families->families->len && product <= MAX_PRODUCT; i++) {
    const ZbFamily *family = g_ptr_array_index (families->families, i);

    if (links[i] == links[first] && family->sets->len > 0) {
      product *= family->sets->len;
      members++;
    }
  }
  if (members < 2)
    return TRUE;
  families->is_joint &= product <= MAX_PRODUCT;
  for (guint choice = 0; choice < product && product <= MAX_PRODUCT; choice++) {
    ZbCellSet set = {0};
    ZbFeasibility result = choose (families, links, first, choice, &set)
                               ? zb_set_search_try (search, &set)
                               : ZB_UNDECIDED;

    if (result == ZB_INFEASIBLE)
      return FALSE;
    families->is_joint &= result == ZB_FEASIBLE;
  }
  return TRUE;
}

static gboolean
try_all_together (ZbSetSearch *search, ZbFamilies *families)
{
  g_autofree guint *links = g_new0 (guint, families->families->len + 1);

  link_families (search, families, links);
  for (guint i = 0; i < families->families->len; i++) {
    gboolean is_first = TRUE;

    for (guint j = 0; j < i; j++)
      is_first &= links[j] != links[i];
    if (is_first && !try_together (search, families, links, i))
      return FALSE;
  }
  return TRUE;
}

/* Every demand that fails is a first reason, and so is every cell there that must be filled, or
 * must be blank, whatever the rules say. */
static void
add_first_cores (ZbSetSearch *search)
{
  for (guint i = 0; i < search->demands->demands->len; i++) {
    const ZbDemand *demand = g_ptr_array_index (search->demands->demands, i);
    GArray *core;

    if (!demand->fails)
      continue;
    core = g_array_new (FALSE, FALSE, sizeof (guint));
    g_array_append_vals (core, demand->cells, demand->n_cells);
    zb_set_search_add (search, core, &(ZbCellSet){0});
    for (guint j = 0; j < demand->n_cells; j++) {
      if (!zb_set_search_cell (search, demand->cells[j])->is_owed)
        continue;
      core = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (core, demand->cells[j]);
      zb_set_search_add (search, core, &(ZbCellSet){0});
    }
  }
}

/* Which demands were only taken to hold, by family. */
static void
note_assumed (ZbSetSearch *search, ZbFamilies *families)
{
  for (guint i = 0; i < families->families->len; i++) {
    ZbFamily *family = g_ptr_array_index (families->families, i);
    ZbCellSet set;

    for (guint j = 0; j < family->sets->len; j++) {
      const GArray *cells = g_ptr_array_index (family->sets, j);
      g_autoptr (GArray) touched = NULL;

      set.n = cells->len;
      memcpy (set.cells, cells->data, cells->len * sizeof (guint));
      touched = zb_set_search_touched (search, &set);
      for (guint k = 0; k < touched->len; k++) {
        guint demand = g_array_index (touched, guint, k);
        gboolean noted = FALSE;

        for (guint m = 0; m < family->assumed->len; m++)
          noted |= g_array_index (family->assumed, guint, m) == demand;
        if (search->assumed[demand] && !noted)
          g_array_append_val (family->assumed, demand);
      }
    }
  }
}

ZbFamilies *
zb_families_find (ZbDemands *demands, const ZbFamilyLimits *limits, GCancellable *cancellable)
{
  ZbFamilies *families = NULL;
  ZbSetSearch search;

  zb_set_search_init (&search, demands, limits, cancellable);
  add_first_cores (&search);
  while (families == NULL && !g_cancellable_is_cancelled (cancellable)) {
    families = find_apart (&search);
    if (families != NULL && !try_all_together (&search, families))
      g_clear_pointer (&families, zb_families_free);
  }
  if (families != NULL)
    note_assumed (&search, families);
  if (g_cancellable_is_cancelled (cancellable))
    g_clear_pointer (&families, zb_families_free);
  zb_set_search_clear (&search);
  return families;
}
