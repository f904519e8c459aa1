/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/finding-list.h"

#include "formats/json-writer.h"
#include "formats/json.h"

#include <string.h>

/* Of each rule, at first. */
#define MOST_OF_A_RULE 64

typedef struct {
  char *name, *severity;
  guint n, kept;
} Rule;

typedef struct {
  const char *text;
  gsize length;
  Rule *rule;
} Item;

typedef struct {
  GArray *items;    /* Item */
  GPtrArray *rules; /* Rule, as they first come */
  GHashTable *by_name;
} List;

static void
rule_free (gpointer data)
{
  Rule *rule = data;

  g_free (rule->name);
  g_free (rule->severity);
  g_free (rule);
}

static void
list_clear (List *list)
{
  g_array_unref (list->items);
  g_ptr_array_unref (list->rules);
  g_hash_table_unref (list->by_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (List, list_clear)

/* Where the object that begins at @text ends; NULL if it does not. */
static const char *
end_of_object (const char *text)
{
  gboolean quoted = FALSE;
  guint depth = 0;

  for (; *text != '\0'; text++) {
    if (quoted && *text == '\\' && text[1] != '\0')
      text++;
    else if (*text == '"')
      quoted = !quoted;
    else if (!quoted && *text == '{')
      depth++;
    else if (!quoted && *text == '}' && --depth == 0)
      return text + 1;
  }
  return NULL;
}

static Rule *
find_rule (List *list, const char *name, const char *severity)
{
  Rule *rule = g_hash_table_lookup (list->by_name, name);

  if (rule != NULL)
    return rule;
  rule = g_new0 (Rule, 1);
  rule->name = g_strdup (name);
  rule->severity = g_strdup (severity);
  g_ptr_array_add (list->rules, rule);
  g_hash_table_insert (list->by_name, rule->name, rule);
  return rule;
}

static gboolean
add_item (List *list, const char *text, gsize length)
{
  g_autoptr (ZbJson) json = zb_json_read ("finding", text, length, length, NULL);
  const char *name = zb_json_get_string (json, "rule");
  Item item = {text, length, NULL};

  if (name == NULL)
    return FALSE;
  item.rule = find_rule (list, name, zb_json_get_string (json, "severity"));
  item.rule->n++;
  g_array_append_val (list->items, item);
  return TRUE;
}

static gboolean
take_apart (List *list, const char *json)
{
  const char *at = json + 1;

  if (*json != '[')
    return FALSE;
  while (*at == '{') {
    const char *end = end_of_object (at);

    if (end == NULL || !add_item (list, at, (gsize)(end - at)))
      return FALSE;
    at = *end == ',' ? end + 1 : end;
  }
  return strcmp (at, "]") == 0;
}

/* With at most @most of each rule. */
static char *
put_together (const List *list, guint most)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  for (guint i = 0; i < list->rules->len; i++)
    ((Rule *)list->rules->pdata[i])->kept = 0;
  zb_json_writer_begin_array (json, NULL);
  for (guint i = 0; i < list->items->len; i++) {
    const Item *item = &g_array_index (list->items, Item, i);
    g_autofree char *text = g_strndup (item->text, item->length);

    if (item->rule->kept == most)
      continue;
    item->rule->kept++;
    zb_json_writer_raw (json, NULL, text);
  }
  for (guint i = 0; i < list->rules->len; i++) {
    const Rule *rule = list->rules->pdata[i];

    if (rule->kept == rule->n)
      continue;
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "rule", rule->name);
    zb_json_writer_string (json, "severity", rule->severity);
    zb_json_writer_integer (json, "more", rule->n - rule->kept);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  return zb_json_writer_finish (json);
}

char *
zb_finding_list_shorten (const char *json, gsize max_bytes)
{
  g_auto (List)
      list = {g_array_new (FALSE, FALSE, sizeof (Item)), g_ptr_array_new_with_free_func (rule_free),
              g_hash_table_new (g_str_hash, g_str_equal)};

  if (strlen (json) <= max_bytes || !take_apart (&list, json))
    return NULL;
  for (guint most = MOST_OF_A_RULE;; most /= 2) {
    g_autofree char *text = put_together (&list, most);

    if (strlen (text) <= max_bytes || most == 0)
      return g_steal_pointer (&text);
  }
}
