/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json.h"

#include "formats/error.h"
#include "formats/json-scan.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* From so many members on, an object is looked up by hash. */
enum { MANY_MEMBERS = 8 };

struct _ZbJson {
  ZbJsonType type;
  gint64 integer;     /* also of a boolean */
  const char *string; /* belongs to the root's nodes */
  guint n_items;
  ZbJson *items;      /* owned: values of an array or object, in order */
  const char **names; /* owned: of an object, beside the items; strings of the root's nodes */
  GHashTable *index;  /* owned (nullable): of a large object, name → item */
  JsonNode *nodes;    /* owned, of the root only */
};

static void fill (ZbJson *json, JsonNode *node);

static void
fill_array (ZbJson *json, JsonArray *array)
{
  json->type = ZB_JSON_ARRAY;
  json->n_items = json_array_get_length (array);
  json->items = g_new0 (ZbJson, json->n_items);
  for (guint i = 0; i < json->n_items; i++)
    fill (&json->items[i], json_array_get_element (array, i));
}

static void
fill_object (ZbJson *json, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint n = 0;

  json->type = ZB_JSON_OBJECT;
  json->n_items = json_object_get_size (object);
  json->items = g_new0 (ZbJson, json->n_items);
  json->names = g_new0 (const char *, json->n_items);
  if (json->n_items >= MANY_MEMBERS)
    json->index = g_hash_table_new (g_str_hash, g_str_equal);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    json->names[n] = name;
    fill (&json->items[n], node);
    if (json->index != NULL)
      g_hash_table_insert (json->index, (gpointer)name, &json->items[n]);
    n++;
  }
}

static void
fill_scalar (ZbJson *json, JsonNode *node)
{
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    json->type = ZB_JSON_STRING;
    json->string = json_node_get_string (node);
    break;
  case G_TYPE_BOOLEAN:
    json->type = ZB_JSON_BOOLEAN;
    json->integer = json_node_get_boolean (node);
    break;
  default:
    json->type = ZB_JSON_INTEGER;
    json->integer = json_node_get_int (node);
  }
}

/* Goes as deep as the text, which the scan limits. */
static void
fill (ZbJson *json, JsonNode *node)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_ARRAY:
    fill_array (json, json_node_get_array (node));
    break;
  case JSON_NODE_OBJECT:
    fill_object (json, json_node_get_object (node));
    break;
  case JSON_NODE_VALUE:
    fill_scalar (json, node);
    break;
  case JSON_NODE_NULL:
  default:
    json->type = ZB_JSON_NULL;
  }
}

ZbJson *
zb_json_read (const char *source, const char *text, gsize length, gsize max_bytes, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) problem = NULL;
  ZbJson *json;

  if (length > max_bytes) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, 0,
                    "the text has %" G_GSIZE_FORMAT " bytes, more than %" G_GSIZE_FORMAT, length,
                    max_bytes);
    return NULL;
  }
  if (length == 0) /* an empty GBytes has no data at all */
    text = "";
  if (!zb_json_scan (source, text, length, error))
    return NULL;
  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize)length, &problem)) {
    zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source,
                    (int)json_parser_get_current_line (parser), "%s", problem->message);
    return NULL;
  }
  json = g_new0 (ZbJson, 1);
  json->nodes = json_parser_steal_root (parser);
  fill (json, json->nodes);
  return json;
}

static void
clear (ZbJson *json)
{
  for (guint i = 0; i < json->n_items; i++)
    clear (&json->items[i]);
  g_free (json->items);
  g_free (json->names);
  g_clear_pointer (&json->index, g_hash_table_unref);
}

void
zb_json_free (ZbJson *json)
{
  if (json == NULL)
    return;
  clear (json);
  json_node_unref (json->nodes);
  g_free (json);
}

ZbJsonType
zb_json_type (const ZbJson *json)
{
  return json != NULL ? json->type : ZB_JSON_NULL;
}

guint
zb_json_length (const ZbJson *json)
{
  return zb_json_type (json) == ZB_JSON_ARRAY ? json->n_items : 0;
}

const ZbJson *
zb_json_at (const ZbJson *json, guint index)
{
  return index < zb_json_length (json) ? &json->items[index] : NULL;
}

guint
zb_json_n_members (const ZbJson *json)
{
  return zb_json_type (json) == ZB_JSON_OBJECT ? json->n_items : 0;
}

const char *
zb_json_member_name (const ZbJson *json, guint index)
{
  return index < zb_json_n_members (json) ? json->names[index] : NULL;
}

const ZbJson *
zb_json_get (const ZbJson *json, const char *key)
{
  guint n = zb_json_n_members (json);

  if (n > 0 && json->index != NULL)
    return g_hash_table_lookup (json->index, key);
  for (guint i = 0; i < n; i++) {
    if (strcmp (json->names[i], key) == 0)
      return &json->items[i];
  }
  return NULL;
}

const char *
zb_json_string (const ZbJson *json)
{
  return zb_json_type (json) == ZB_JSON_STRING ? json->string : NULL;
}

gint64
zb_json_integer (const ZbJson *json, gint64 otherwise)
{
  return zb_json_type (json) == ZB_JSON_INTEGER ? json->integer : otherwise;
}

gboolean
zb_json_boolean (const ZbJson *json, gboolean otherwise)
{
  return zb_json_type (json) == ZB_JSON_BOOLEAN ? json->integer != 0 : otherwise;
}

const char *
zb_json_get_string (const ZbJson *json, const char *key)
{
  return zb_json_string (zb_json_get (json, key));
}
