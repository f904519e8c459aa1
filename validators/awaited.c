/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/awaited.h"

#include "validators/check-private.h"

#include <string.h>

/* The sources that an instance looks at and that are awaited. */
typedef struct {
  const ZbWorld *world;
  guint8 *found; /* by source: it is awaited */
  gboolean any;
  gboolean other_edition, not_owed; /* what else stands in the way */
} Search;

static void
add_source (Search *search, guint source)
{
  const ZbBoundSource *bound = &search->world->sources[source];

  ZbAvailability why = zb_world_why (search->world, source);

  search->other_edition |= bound->view != NULL;
  search->not_owed |= why == ZB_NOT_OWED;
  if (why != ZB_NOT_HERE)
    return;
  search->found[source] = 1;
  search->any = TRUE;
}

static void
add_slot (Search *search, guint slot)
{
  add_source (search, g_array_index (search->world->references->slots, ZbSlot, slot).source);
}

static void
add_domain (Search *search, guint domain)
{
  add_source (search, g_array_index (search->world->references->domains, ZbDomain, domain).source);
}

static void
add_row_slot (Search *search, guint row_slot)
{
  const ZbReferences *references = search->world->references;
  guint index = g_array_index (references->row_slots, ZbRowSlot, row_slot).pair;
  const ZbPair *pair = &g_array_index (references->pairs, ZbPair, index);

  add_domain (search, pair->domain);
  add_source (search, pair->source);
}

static void
search_expression (Search *search, const ZbExpression *expression)
{
  const ZbReferences *references = search->world->references;
  guint index = expression->index;

  switch (expression->kind) {
  case ZB_EXPRESSION_CELL:
    add_slot (search, index);
    break;
  case ZB_EXPRESSION_ROW_CELL:
    add_row_slot (search, index);
    break;
  case ZB_EXPRESSION_KEY_CELL:
    add_source (search, g_array_index (references->key_slots, ZbKeySlot, index).source);
    break;
  case ZB_EXPRESSION_FIELD:
    add_source (search, g_array_index (references->fields, ZbFieldSlot, index).source);
    break;
  case ZB_EXPRESSION_LOOP:
  case ZB_EXPRESSION_ROWS:
  case ZB_EXPRESSION_HAS:
    add_domain (search, index);
    break;
  default:
    break;
  }
  for (guint i = 0; expression->cells != NULL && i < expression->cells->len; i++)
    add_slot (search, g_array_index (expression->cells, guint, i));
  for (guint i = 0; expression->columns != NULL && i < expression->columns->len; i++)
    add_row_slot (search, g_array_index (expression->columns, guint, i));
  for (guint i = 0; i < zb_expression_n_children (expression); i++)
    search_expression (search, zb_expression_child (expression, i));
}

static gboolean
search_instance (Search *search, const ZbInstance *instance)
{
  memset (search->found, 0, search->world->references->sources->len);
  search->any = search->other_edition = search->not_owed = FALSE;
  if (instance->guard != NULL)
    search_expression (search, instance->guard);
  search_expression (search, instance->body);
  return search->any;
}

/* How many checks of an instance could not be made. */
static guint
count_missing (const ZbCheck *check, guint index)
{
  const ZbInstanceState *state = &check->states[index];
  guint n = 0;

  for (guint row = 0; row < state->n_rows; row++)
    n += state->outcomes[row] == ZB_OUTCOME_NOT_EVALUABLE;
  return n;
}

static Search
search_new (const ZbCheck *check)
{
  return (Search){.world = check->world,
                  .found = g_new0 (guint8, check->world->references->sources->len)};
}

void
zb_check_sort_unmade (const ZbCheck *check, ZbVerdict *verdict)
{
  Search search = search_new (check);
  g_autofree guint8 *found = search.found;

  for (guint i = 0; i < check->ruleset->instances->len; i++) {
    guint n = count_missing (check, i);

    if (n == 0)
      continue;
    if (search_instance (&search, zb_check_instance (check, i)))
      verdict->waiting += n;
    else if (search.other_edition)
      verdict->other_edition += n;
    else if (search.not_owed)
      verdict->not_owed += n;
  }
}

static const char *
code_of (const ZbCheck *check, guint source)
{
  const ZbSource *described = &g_array_index (check->world->references->sources, ZbSource, source);
  const ZbForm *form = described->known;

  if (form == NULL)
    return described->form;
  return form->code == NULL ? form->id : form->code;
}

/* The entry of @code, made where there is none. */
static ZbAwaited *
entry_of (GArray *awaited, const char *code, ZbPeriod period)
{
  ZbAwaited entry = {.code = code, .first = period, .last = period};

  for (guint i = 0; i < awaited->len; i++) {
    ZbAwaited *held = &g_array_index (awaited, ZbAwaited, i);

    if (strcmp (held->code, code) == 0)
      return held;
  }
  g_array_append_val (awaited, entry);
  return &g_array_index (awaited, ZbAwaited, awaited->len - 1);
}

/* Adds @n checks to each form that an instance waits for, however many of its periods. */
static void
add_awaited (const ZbCheck *check, const Search *search, guint n, GArray *awaited)
{
  guint n_sources = check->world->references->sources->len;
  g_autoptr (GHashTable) counted = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_sources; i++) {
    ZbPeriod period = check->world->sources[i].period;
    ZbAwaited *entry;

    if (!search->found[i])
      continue;
    entry = entry_of (awaited, code_of (check, i), period);
    if (zb_period_compare (period, entry->first) < 0)
      entry->first = period;
    if (zb_period_compare (period, entry->last) > 0)
      entry->last = period;
    if (g_hash_table_add (counted, (gpointer)entry->code))
      entry->n_checks += n;
  }
}

static int
compare_awaited (gconstpointer a, gconstpointer b)
{
  const ZbAwaited *left = a, *right = b;

  if (left->n_checks != right->n_checks)
    return left->n_checks > right->n_checks ? -1 : 1;
  return strcmp (left->code, right->code);
}

GArray *
zb_check_awaited (const ZbCheck *check)
{
  GArray *awaited = g_array_new (FALSE, FALSE, sizeof (ZbAwaited));
  Search search = search_new (check);
  g_autofree guint8 *found = search.found;

  for (guint i = 0; i < check->ruleset->instances->len; i++) {
    guint n = count_missing (check, i);

    if (n > 0 && search_instance (&search, zb_check_instance (check, i)))
      add_awaited (check, &search, n, awaited);
  }
  g_array_sort (awaited, compare_awaited);
  return awaited;
}

static void
append_periods (GString *text, const ZbAwaited *awaited, const char *language)
{
  gboolean chinese = g_str_has_prefix (language, "zh");
  g_autofree char *first = zb_period_to_display (awaited->first, language, FALSE);
  g_autofree char *last = zb_period_to_display (awaited->last, language, FALSE);

  g_string_append (text, chinese ? "（" : " (");
  g_string_append (text, first);
  if (!zb_period_equal (awaited->first, awaited->last))
    g_string_append_printf (text, chinese ? "…%s" : " … %s", last);
  g_string_append (text, chinese ? "）" : ")");
}

char *
zb_awaited_to_text (const GArray *awaited, ZbPeriod period, guint most, const char *language)
{
  gboolean chinese = g_str_has_prefix (language, "zh");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (awaited->len, most); i++) {
    const ZbAwaited *entry = &g_array_index (awaited, ZbAwaited, i);

    if (i > 0)
      g_string_append (text, chinese ? "、" : ", ");
    g_string_append (text, entry->code);
    /* A quarter's form counts as of now where the month is its last. */
    if (zb_period_compare (entry->first, zb_period_to_kind (period, entry->first.kind)) != 0 ||
        zb_period_compare (entry->last, zb_period_to_kind (period, entry->last.kind)) != 0)
      append_periods (text, entry, language);
  }
  if (awaited->len > most)
    g_string_append (text, chinese ? "等" : " …");
  return g_string_free (text, FALSE);
}
