/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/code-list.h"

#include "formats/file.h"
#include "forms/error.h"
#include "forms/near-name.h"
#include "forms/period.h"
#include "forms/xml-model.h"

#include <string.h>

#define NAMESPACE "urn:zhibao:codelist:1"

typedef struct {
  const char *name;
  const char *value;
} Attribute;

typedef struct {
  ZbCode code; /* first member: an entry is found from the ZbCode that was handed out */
  guint first_attribute, n_attributes;
  gboolean has_children;
} Entry;

struct _ZbCodeList {
  char *id;
  char *version;
  ZbText title;
  char *digest;
  GBytes *bytes;
  gboolean english_partial;
  GStringChunk *strings;
  GArray *entries;    /* Entry */
  GArray *attributes; /* Attribute, those of one entry together */
  GHashTable *index;  /* code → number of the entry plus 1 */
};

static void
clear_list (gpointer data)
{
  ZbCodeList *list = data;

  g_free (list->id);
  g_free (list->version);
  zb_text_clear (&list->title);
  g_free (list->digest);
  g_bytes_unref (list->bytes);
  g_string_chunk_free (list->strings);
  g_array_unref (list->entries);
  g_array_unref (list->attributes);
  g_hash_table_unref (list->index);
}

ZbCodeList *
zb_code_list_ref (ZbCodeList *list)
{
  return g_atomic_rc_box_acquire (list);
}

void
zb_code_list_unref (ZbCodeList *list)
{
  g_atomic_rc_box_release_full (list, clear_list);
}

static ZbCodeList *
new_list (const void *bytes, gsize length)
{
  ZbCodeList *list = g_atomic_rc_box_new0 (ZbCodeList);

  list->bytes = g_bytes_new (bytes, length);
  list->digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, list->bytes);
  list->strings = g_string_chunk_new (8192);
  list->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  list->attributes = g_array_new (FALSE, FALSE, sizeof (Attribute));
  list->index = g_hash_table_new (g_str_hash, g_str_equal);
  return list;
}

static const char *
keep (ZbCodeList *list, const char *text)
{
  return text != NULL ? g_string_chunk_insert (list->strings, text) : NULL;
}

/* What many entries say alike is kept once. */
static const char *
keep_shared (ZbCodeList *list, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (list->strings, text) : NULL;
}

static Entry *
entry_at (const ZbCodeList *list, guint index)
{
  return &g_array_index (list->entries, Entry, index);
}

static Entry *
find_entry (const ZbCodeList *list, const char *code)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (list->index, code));

  return number > 0 ? entry_at (list, number - 1) : NULL;
}

/* A date of validity is the month it begins or ends with. */
static gboolean
check_month (const ZbXmlNode *node, const char *attribute, GError **error)
{
  const char *text = zb_xml_node_get (node, attribute);
  ZbPeriod month;

  if (text == NULL)
    return TRUE;
  if (zb_period_parse (text, &month, NULL) && month.kind == ZB_PERIOD_MONTH)
    return TRUE;
  return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                      "%s=\"%s\" must be a month such as 2018-01", attribute, text);
}

static void
add_attribute (ZbCodeList *list, Entry *entry, const char *name, const char *value)
{
  Attribute attribute = {keep_shared (list, name), keep_shared (list, value)};

  if (value == NULL)
    return;
  g_array_append_val (list->attributes, attribute);
  entry->n_attributes++;
}

static const char *
attribute_of (const ZbCodeList *list, const Entry *entry, const char *name)
{
  for (guint i = 0; i < entry->n_attributes; i++) {
    const Attribute *attribute =
        &g_array_index (list->attributes, Attribute, entry->first_attribute + i);

    if (strcmp (attribute->name, name) == 0)
      return attribute->value;
  }
  return NULL;
}

static gboolean
read_attributes (ZbCodeList *list, const ZbXmlNode *node, Entry *entry, GError **error)
{
  static const ZbXmlModel model = {.attributes = "name!", .text = TRUE};

  add_attribute (list, entry, "valid-from", zb_xml_node_get (node, "valid-from"));
  add_attribute (list, entry, "valid-to", zb_xml_node_get (node, "valid-to"));
  for (const ZbXmlNode *child = zb_xml_node_first (node, "attribute"); child != NULL;
       child = zb_xml_node_next (child, "attribute")) {
    const char *name;

    if (!zb_xml_model_check (&model, child, error) ||
        !zb_xml_check_name (child, "name", ZB_XML_NAME_ID, error))
      return FALSE;
    name = zb_xml_node_get (child, "name");
    if (attribute_of (list, entry, name) != NULL)
      return zb_xml_fail (child, ZB_FORMS_ERROR_INVALID, error, "a second attribute “%s” of %s",
                          name, entry->code.code);
    add_attribute (list, entry, name, zb_xml_node_text (child));
  }
  return TRUE;
}

/* A parent stands before its children, so that no entry can be its own ancestor. */
static gboolean
read_parent (ZbCodeList *list, const ZbXmlNode *node, Entry *entry, GError **error)
{
  const char *code = zb_xml_node_get (node, "parent");
  Entry *parent = code != NULL ? find_entry (list, code) : NULL;

  if (code == NULL)
    return TRUE;
  if (parent == NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_NOT_FOUND, error,
                        "the parent “%s” of %s is not in the list before it", code,
                        entry->code.code);
  parent->has_children = TRUE;
  entry->code.parent = parent->code.code;
  return TRUE;
}

static gboolean
check_code (ZbCodeList *list, const ZbXmlNode *node, GError **error)
{
  const char *code = zb_xml_node_get (node, "code");

  if (!zb_xml_check_name (node, "code", ZB_XML_NAME_CODE, error) ||
      !zb_xml_check_name (node, "level", ZB_XML_NAME_ID, error) ||
      !check_month (node, "valid-from", error) || !check_month (node, "valid-to", error))
    return FALSE;
  if (g_hash_table_contains (list->index, code))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "the code “%s” stands twice", code);
  return TRUE;
}

static gboolean
read_entry (ZbCodeList *list, const ZbXmlNode *node, Entry *entry, GError **error)
{
  static const ZbXmlChild children[] = {{"name", 1, 2}, {"attribute", 0, G_MAXUINT}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"code! parent level measure scale valid-from valid-to", children,
                                   FALSE};
  ZbText name = {NULL, NULL};
  guint scale = G_MAXUINT;

  if (!zb_xml_model_check (&model, node, error) || !check_code (list, node, error))
    return FALSE;
  entry->code.code = keep (list, zb_xml_node_get (node, "code"));
  entry->code.level = keep_shared (list, zb_xml_node_get (node, "level"));
  if (!read_parent (list, node, entry, error) ||
      !zb_xml_read_measure (node, "measure", &entry->code.measure, error) ||
      !zb_xml_read_unsigned (node, "scale", 6, &scale, error) ||
      !read_attributes (list, node, entry, error) ||
      !zb_xml_read_text (node, "name", list->english_partial, &name, error))
    return FALSE;
  entry->code.scale = scale == G_MAXUINT ? -1 : (int)scale;
  entry->code.name.zh = (char *)keep (list, name.zh);
  entry->code.name.en = (char *)keep (list, name.en);
  zb_text_clear (&name);
  return TRUE;
}

static gboolean
read_entries (ZbCodeList *list, const ZbXmlNode *root, GError **error)
{
  for (const ZbXmlNode *node = zb_xml_node_first (root, "code"); node != NULL;
       node = zb_xml_node_next (node, "code")) {
    Entry entry = {.first_attribute = list->attributes->len};

    if (!read_entry (list, node, &entry, error))
      return FALSE;
    g_array_append_val (list->entries, entry);
    g_hash_table_insert (list->index, (gpointer)entry.code.code,
                         GUINT_TO_POINTER (list->entries->len));
  }
  return TRUE;
}

static gboolean
read_list (ZbCodeList *list, const ZbXmlNode *root, GError **error)
{
  static const ZbXmlChild children[] = {
      {"title", 2, 2}, {"source", 0, 1}, {"code", 1, 100000}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"id! version! valid-from english", children, FALSE};
  static const ZbXmlModel source_model = {"", NULL, TRUE};
  static const char *const english[] = {"complete", "partial", NULL};
  const ZbXmlNode *source;

  if (!zb_xml_model_check_root (&model, root, "codelist", NAMESPACE, error))
    return FALSE;
  source = zb_xml_node_first (root, "source");
  if ((source != NULL && !zb_xml_model_check (&source_model, source, error)) ||
      !check_month (root, "valid-from", error) ||
      !zb_xml_read_choice (root, "english", english, &list->english_partial, error) ||
      !zb_xml_read_text (root, "title", FALSE, &list->title, error))
    return FALSE;
  list->id = zb_xml_dup_name (root, "id", ZB_XML_NAME_ID, error);
  if (list->id == NULL)
    return FALSE;
  list->version = zb_xml_dup_name (root, "version", ZB_XML_NAME_EDITION, error);
  return list->version != NULL && read_entries (list, root, error);
}

ZbCodeList *
zb_code_list_read (const char *source, const void *bytes, gsize length, GError **error)
{
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, bytes, length, NULL, error);
  g_autoptr (ZbCodeList) list = NULL;

  if (root == NULL)
    return NULL;
  list = new_list (bytes, length);
  return read_list (list, root, error) ? g_steal_pointer (&list) : NULL;
}

ZbCodeList *
zb_code_list_read_file (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (path, zb_xml_default_limits.max_bytes, error);

  if (bytes == NULL)
    return NULL;
  return zb_code_list_read (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

const char *
zb_code_list_id (const ZbCodeList *list)
{
  return list->id;
}

const char *
zb_code_list_version (const ZbCodeList *list)
{
  return list->version;
}

const ZbText *
zb_code_list_title (const ZbCodeList *list)
{
  return &list->title;
}

const char *
zb_code_list_digest (const ZbCodeList *list)
{
  return list->digest;
}

GBytes *
zb_code_list_bytes (const ZbCodeList *list)
{
  return list->bytes;
}

guint
zb_code_list_length (const ZbCodeList *list)
{
  return list->entries->len;
}

const ZbCode *
zb_code_list_at (const ZbCodeList *list, guint index)
{
  g_return_val_if_fail (index < list->entries->len, NULL);
  return &entry_at (list, index)->code;
}

const ZbCode *
zb_code_list_find (const ZbCodeList *list, const char *code)
{
  const Entry *entry = find_entry (list, code);

  return entry != NULL ? &entry->code : NULL;
}

guint
zb_code_list_index (const ZbCodeList *list, const ZbCode *code)
{
  return (guint)((const Entry *)code - entry_at (list, 0));
}

const char *
zb_code_list_attribute (const ZbCodeList *list, const ZbCode *code, const char *name)
{
  return attribute_of (list, (const Entry *)code, name);
}

gboolean
zb_code_list_is_leaf (const ZbCodeList *list, const ZbCode *code)
{
  return !((const Entry *)code)->has_children;
}
