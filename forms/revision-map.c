/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-map.h"

#include "forms/decimal.h"
#include "forms/form-lookup.h"
#include "forms/form-reader.h"

#include <string.h>

#define NAMESPACE "urn:zhibao:map:1"
#define MAX_PARTS 50 /* of one merger or split */

static const char *const change_names[] = {"kept", "renamed", "merged", "split",
                                           "new",  "dropped", NULL};

const char *
zb_map_change_to_string (ZbMapChange change)
{
  return change_names[change];
}

static void
clear_link (gpointer data)
{
  ZbMapLink *link = data;

  g_free (link->to);
  g_free (link->from);
}

static void
clear_section (gpointer data)
{
  ZbMapSection *section = data;

  g_free (section->to);
  g_free (section->from);
  g_array_unref (section->columns);
  g_array_unref (section->rows);
}

void
zb_revision_map_free (ZbRevisionMap *map)
{
  g_free (map->form);
  g_free (map->from);
  g_free (map->to);
  g_array_unref (map->sections);
  g_free (map);
}

static ZbRevisionMap *
map_new (void)
{
  ZbRevisionMap *map = g_new0 (ZbRevisionMap, 1);

  map->sections = g_array_new (FALSE, TRUE, sizeof (ZbMapSection));
  g_array_set_clear_func (map->sections, clear_section);
  return map;
}

static ZbMapSection
section_new (const char *to, const char *from)
{
  ZbMapSection section = {g_strdup (to), g_strdup (from), NULL, NULL};

  section.columns = g_array_new (FALSE, TRUE, sizeof (ZbMapLink));
  section.rows = g_array_new (FALSE, TRUE, sizeof (ZbMapLink));
  g_array_set_clear_func (section.columns, clear_link);
  g_array_set_clear_func (section.rows, clear_link);
  return section;
}

static void
add_link (GArray *links, ZbMapChange change, const char *to, const char *from, guint share)
{
  ZbMapLink link = {change, g_strdup (to), g_strdup (from), share};

  g_array_append_val (links, link);
}

/* A code of the attribute, which the model says is there. */
static const char *
read_code (const ZbXmlNode *node, const char *attribute, GError **error)
{
  return zb_xml_check_name (node, attribute, ZB_XML_NAME_PRINTED, error)
             ? zb_xml_node_get (node, attribute)
             : NULL;
}

/* <kept codes="01 02"/>, <new codes="10"/>, <dropped codes="03"/>. */
static gboolean
read_codes (const ZbXmlNode *node, ZbMapChange change, GArray *links, GError **error)
{
  static const ZbXmlModel model = {"codes!", NULL, FALSE};
  g_auto (GStrv) codes = NULL;

  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  codes = g_strsplit_set (zb_xml_node_get (node, "codes"), " \n\t", -1);
  for (guint i = 0; codes[i] != NULL; i++) {
    if (*codes[i] == '\0')
      continue;
    if (!zb_xml_is_name (codes[i], ZB_XML_NAME_PRINTED))
      return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "“%s” is no code", codes[i]);
    if (links->len >= 2 * ZB_FORM_MAX_ROWS)
      return zb_xml_fail (node, ZB_FORMS_ERROR_TOO_LARGE, error,
                          "a section with more than %d changes", 2 * ZB_FORM_MAX_ROWS);
    add_link (links, change, change == ZB_MAP_DROPPED ? NULL : codes[i],
              change == ZB_MAP_NEW ? NULL : codes[i], 0);
  }
  return TRUE;
}

/* <renamed code="06" from="05"/> */
static gboolean
read_renamed (const ZbXmlNode *node, ZbMapChange change, GArray *links, GError **error)
{
  static const ZbXmlModel model = {"code! from!", NULL, FALSE};

  if (!zb_xml_model_check (&model, node, error) || read_code (node, "code", error) == NULL ||
      read_code (node, "from", error) == NULL)
    return FALSE;
  add_link (links, change, zb_xml_node_get (node, "code"), zb_xml_node_get (node, "from"), 0);
  return TRUE;
}

/* <merged code="07"><of code="08"/><of code="09"/></merged> */
static gboolean
read_merged (const ZbXmlNode *node, ZbMapChange change, GArray *links, GError **error)
{
  static const ZbXmlChild children[] = {{"of", 2, MAX_PARTS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"code!", children, FALSE}, part = {"code!", NULL, FALSE};
  const char *code;

  if (!zb_xml_model_check (&model, node, error) || (code = read_code (node, "code", error)) == NULL)
    return FALSE;
  for (const ZbXmlNode *of = zb_xml_node_first (node, "of"); of != NULL;
       of = zb_xml_node_next (of, "of")) {
    if (!zb_xml_model_check (&part, of, error) || read_code (of, "code", error) == NULL)
      return FALSE;
    add_link (links, change, code, zb_xml_node_get (of, "code"), 0);
  }
  return TRUE;
}

/* "0.35": above 0 and at most 1; without the attribute 0. */
static gboolean
read_share (const ZbXmlNode *node, guint *ret_share, GError **error)
{
  const char *text = zb_xml_node_get (node, "share");
  ZbDecimal share = {0, ZB_DECIMAL_MAX_SCALE};

  if (text != NULL && (!zb_decimal_parse (text, ZB_DECIMAL_MAX_SCALE, &share, NULL) ||
                       share.digits <= 0 || share.digits > ZB_MAP_WHOLE))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "share=\"%s\" must be above 0 and at most 1", text);
  *ret_share = (guint)share.digits;
  return TRUE;
}

static gboolean
check_shares (const ZbXmlNode *node, guint n_parts, guint n_shares, guint whole, GError **error)
{
  if (n_shares == 0 || (n_shares == n_parts && whole == ZB_MAP_WHOLE))
    return TRUE;
  return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                      "either every part of “%s” has a share, adding up to 1, or none has",
                      zb_xml_node_get (node, "from"));
}

/* <split from="04"><into code="04"/><into code="10"/></split>, each with a share or none. */
static gboolean
read_split (const ZbXmlNode *node, ZbMapChange change, GArray *links, GError **error)
{
  static const ZbXmlChild children[] = {{"into", 2, MAX_PARTS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"from!", children, FALSE}, part = {"code! share", NULL, FALSE};
  guint n_parts = 0, n_shares = 0, whole = 0;

  if (!zb_xml_model_check (&model, node, error) || read_code (node, "from", error) == NULL)
    return FALSE;
  for (const ZbXmlNode *into = zb_xml_node_first (node, "into"); into != NULL;
       into = zb_xml_node_next (into, "into")) {
    guint share = 0;

    if (!zb_xml_model_check (&part, into, error) || read_code (into, "code", error) == NULL ||
        !read_share (into, &share, error))
      return FALSE;
    add_link (links, change, zb_xml_node_get (into, "code"), zb_xml_node_get (node, "from"), share);
    n_parts++;
    n_shares += share > 0;
    whole += share;
  }
  return check_shares (node, n_parts, n_shares, whole, error);
}

/* <columns> or <rows>. Columns are not merged or split. */
static gboolean
read_links (const ZbXmlNode *parent, gboolean rows, GArray *links, GError **error)
{
  static gboolean (*const readers[]) (const ZbXmlNode *, ZbMapChange, GArray *, GError **) = {
      read_codes, read_renamed, read_merged, read_split, read_codes, read_codes};
  static const ZbXmlChild row_children[] = {{"kept|renamed|merged|split|new|dropped", 0,
                                             2 * ZB_FORM_MAX_ROWS},
                                            {NULL, 0, 0}},
                          column_children[] = {
                              {"kept|renamed|new|dropped", 0, 2 * ZB_FORM_MAX_COLUMNS},
                              {NULL, 0, 0}};
  const ZbXmlModel model = {"", rows ? row_children : column_children, FALSE};

  if (parent == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, parent, error))
    return FALSE;
  for (const ZbXmlNode *node = zb_xml_node_first (parent, NULL); node != NULL;
       node = zb_xml_node_next (node, NULL)) {
    guint change = 0;

    while (strcmp (change_names[change], zb_xml_node_name (node)) != 0)
      change++;
    if (!readers[change](node, (ZbMapChange)change, links, error))
      return FALSE;
  }
  return TRUE;
}

/* Item ids are for ever: only what is kept may bear a code that the old edition had. */
static gboolean
check_meanings (const ZbXmlNode *node, const GArray *links, GError **error)
{
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < links->len; i++)
    if (g_array_index (links, ZbMapLink, i).from != NULL)
      g_hash_table_add (old, g_array_index (links, ZbMapLink, i).from);
  for (guint i = 0; i < links->len; i++) {
    const ZbMapLink *link = &g_array_index (links, ZbMapLink, i);

    if (link->change != ZB_MAP_KEPT && link->to != NULL && g_hash_table_contains (old, link->to))
      return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                          "“%s” would get a second meaning: the old edition had it", link->to);
  }
  return TRUE;
}

/* <section id="A" from="A">, <new-section id="D"/> or <dropped-section from="C"/>. */
static gboolean
read_section (ZbRevisionMap *map, const ZbXmlNode *node, GError **error)
{
  static const ZbXmlChild children[] = {{"columns", 1, 1}, {"rows", 0, 1}, {NULL, 0, 0}};
  static const ZbXmlModel whole = {"id! from!", children, FALSE}, fresh = {"id!", NULL, FALSE},
                          gone = {"from!", NULL, FALSE};
  const char *name = zb_xml_node_name (node);
  const ZbXmlModel *model = strcmp (name, "section") == 0       ? &whole
                            : strcmp (name, "new-section") == 0 ? &fresh
                                                                : &gone;
  ZbMapSection section;

  if (!zb_xml_model_check (model, node, error) ||
      !zb_xml_check_name (node, "id", ZB_XML_NAME_SECTION, error) ||
      !zb_xml_check_name (node, "from", ZB_XML_NAME_SECTION, error))
    return FALSE;
  section = section_new (zb_xml_node_get (node, "id"), zb_xml_node_get (node, "from"));
  g_array_append_val (map->sections, section);
  return read_links (zb_xml_node_first (node, "columns"), FALSE, section.columns, error) &&
         read_links (zb_xml_node_first (node, "rows"), TRUE, section.rows, error) &&
         check_meanings (node, section.columns, error) &&
         check_meanings (node, section.rows, error);
}

static gboolean
read_map (ZbRevisionMap *map, const ZbXmlNode *root, GError **error)
{
  static const ZbXmlChild children[] = {
      {"section|new-section|dropped-section", 1, 2 * ZB_FORM_MAX_SECTIONS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"form! from! to!", children, FALSE};

  if (!zb_xml_model_check_root (&model, root, "map", NAMESPACE, error))
    return FALSE;
  map->form = zb_xml_dup_name (root, "form", ZB_XML_NAME_FORM, error);
  if (map->form == NULL)
    return FALSE;
  map->from = zb_xml_dup_name (root, "from", ZB_XML_NAME_EDITION, error);
  if (map->from == NULL)
    return FALSE;
  map->to = zb_xml_dup_name (root, "to", ZB_XML_NAME_EDITION, error);
  if (map->to == NULL)
    return FALSE;
  for (const ZbXmlNode *node = zb_xml_node_first (root, NULL); node != NULL;
       node = zb_xml_node_next (node, NULL))
    if (!read_section (map, node, error))
      return FALSE;
  return TRUE;
}

ZbRevisionMap *
zb_revision_map_read (const char *source, const void *bytes, gsize length, GError **error)
{
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, bytes, length, NULL, error);
  g_autoptr (ZbRevisionMap) map = NULL;

  if (root == NULL)
    return NULL;
  map = map_new ();
  return read_map (map, root, error) ? g_steal_pointer (&map) : NULL;
}

static void
pair_codes (GArray *links, const char *old, const char *new)
{
  if (new != NULL && old != NULL)
    add_link (links, ZB_MAP_KEPT, new, old, 0);
  else
    add_link (links, new != NULL ? ZB_MAP_NEW : ZB_MAP_DROPPED, new, old, 0);
}

static ZbMapSection
pair_sections (const ZbSection *old, const ZbSection *new)
{
  ZbMapSection section = section_new (new->id, old->id);

  for (guint i = 0; i < new->n_columns; i++) {
    const char *code = new->columns[i].code;

    pair_codes (section.columns, zb_section_find_column (old, code) >= 0 ? code : NULL, code);
  }
  for (guint i = 0; i < new->n_rows; i++) {
    const char *code = new->rows[i].code;

    pair_codes (section.rows, zb_section_find_row (old, code) >= 0 ? code : NULL, code);
  }
  return section;
}

ZbRevisionMap *
zb_revision_map_by_ids (const ZbForm *old, const ZbForm *form)
{
  ZbRevisionMap *map = map_new ();

  map->form = g_strdup (form->id);
  map->from = g_strdup (old->edition);
  map->to = g_strdup (form->edition);
  for (guint i = 0; i < form->n_sections; i++) {
    int place = zb_form_find_section (old, form->sections[i].id);

    if (place < 0)
      continue;
    ZbMapSection section = pair_sections (&old->sections[place], &form->sections[i]);
    g_array_append_val (map->sections, section);
  }
  return map;
}
