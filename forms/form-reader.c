/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-reader.h"

#include "forms/form-lookup.h"
#include "forms/near-name.h"
#include "forms/text.h"

#include <string.h>

#define NAMESPACE "urn:zhibao:form:1"
#define MAX_CODE_LISTS 32
#define MAX_CUT_OFFS 8

static gboolean
read_legal_head (ZbForm *form, const ZbXmlNode *root, GError **error)
{
  return zb_xml_read_text (root, "title", FALSE, &form->title, error) &&
         zb_xml_read_text (root, "issuer", FALSE, &form->issuer, error) &&
         zb_xml_read_text (root, "document", FALSE, &form->document, error) &&
         zb_xml_read_text (root, "note", FALSE, &form->note, error);
}

static gboolean
read_names (ZbForm *form, const ZbXmlNode *root, GError **error)
{
  const char *printed = zb_xml_node_get (root, "code");

  form->id = zb_xml_dup_name (root, "id", ZB_XML_NAME_FORM, error);
  if (form->id == NULL || !zb_xml_check_name (root, "code", ZB_XML_NAME_PRINTED, error))
    return FALSE;
  form->code = g_strdup (printed);
  form->edition = zb_xml_dup_name (root, "edition", ZB_XML_NAME_EDITION, error);
  if (form->edition == NULL)
    return FALSE;
  form->system = zb_xml_dup_name (root, "system", ZB_XML_NAME_ID, error);
  return form->system != NULL &&
         zb_xml_read_unsigned (root, "revision", 9999, &form->revision, error);
}

static gboolean
read_one_period (const ZbForm *form,
                 const ZbXmlNode *root,
                 const char *attribute,
                 ZbPeriod *ret_period,
                 GError **error)
{
  const char *text = zb_xml_node_get (root, attribute);

  if (text == NULL)
    return TRUE;
  if (!zb_period_parse (text, ret_period, error)) {
    g_prefix_error (error, "%s:%d: %s: ", zb_xml_node_source (root), zb_xml_node_line (root),
                    attribute);
    return FALSE;
  }
  if (ret_period->kind != form->period_kind)
    return zb_xml_fail (root, ZB_FORMS_ERROR_INVALID, error,
                        "%s=\"%s\" is no period of the kind the form collects (period=\"%s\")",
                        attribute, text, zb_xml_node_get (root, "period"));
  return TRUE;
}

static gboolean
read_periods (ZbForm *form, const ZbXmlNode *root, GError **error)
{
  static const char *const kinds[] = {"year", "half", "quarter", "month", "tenday", NULL};
  static const char *const januaries[] = {"collected", "exempt", "joint", NULL};
  int kind = 0, january = ZB_JANUARY_COLLECTED;

  if (!zb_xml_read_choice (root, "period", kinds, &kind, error) ||
      !zb_xml_read_choice (root, "january", januaries, &january, error))
    return FALSE;
  form->period_kind = (ZbPeriodKind)kind;
  form->january = (ZbJanuary)january;
  if (january != ZB_JANUARY_COLLECTED && form->period_kind != ZB_PERIOD_MONTH)
    return zb_xml_fail (root, ZB_FORMS_ERROR_INVALID, error,
                        "only monthly forms have a January that is exempt or joint");
  if (!read_one_period (form, root, "valid-from", &form->valid_from, error) ||
      !read_one_period (form, root, "expires", &form->expires, error))
    return FALSE;
  if (form->expires.year != 0 && zb_period_compare (form->expires, form->valid_from) < 0)
    return zb_xml_fail (root, ZB_FORMS_ERROR_INVALID, error, "the form expires before it is valid");
  return TRUE;
}

/* "HH:MM", 00:00 to 24:00. */
static gboolean
parse_minute (const char *text, guint *ret_minute)
{
  guint hour, minute;

  if (strlen (text) != 5 || text[2] != ':' || !g_ascii_isdigit (text[0]) ||
      !g_ascii_isdigit (text[1]) || !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]))
    return FALSE;
  hour = (guint)(text[0] - '0') * 10 + (guint)(text[1] - '0');
  minute = (guint)(text[3] - '0') * 10 + (guint)(text[4] - '0');
  *ret_minute = hour * 60 + minute;
  return minute < 60 && *ret_minute <= 1440;
}

static gboolean
read_due (const ZbXmlNode *node, guint *ret_days, guint *ret_minute, GError **error)
{
  if (!zb_xml_read_unsigned (node, "days", 366, ret_days, error))
    return FALSE;
  if (!parse_minute (zb_xml_node_get (node, "time"), ret_minute))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "time=\"%s\" must be a time of day from 00:00 to 24:00",
                        zb_xml_node_get (node, "time"));
  return TRUE;
}

/* A level decides after the one before it. */
static gboolean
read_cut_off (ZbForm *form, const ZbXmlNode *node, GError **error)
{
  static const ZbXmlModel model = {"level! days! time!", NULL, FALSE};
  ZbCutOff *cut_off = &form->cut_offs[form->n_cut_offs];
  guint days = form->deadline_days, minute = form->deadline_minute;

  if (form->n_cut_offs > 0) {
    days = cut_off[-1].days;
    minute = cut_off[-1].minute;
  }
  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  cut_off->level = zb_xml_dup_name (node, "level", ZB_XML_NAME_ID, error);
  if (cut_off->level == NULL)
    return FALSE;
  form->n_cut_offs++;
  if (!read_due (node, &cut_off->days, &cut_off->minute, error))
    return FALSE;
  if (cut_off->days * 1440 + cut_off->minute < days * 1440 + minute)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "the level “%s” decides before it can have the reports", cut_off->level);
  return TRUE;
}

static gboolean
read_deadline (ZbForm *form, const ZbXmlNode *root, GError **error)
{
  static const char *const holidays[] = {"kept", "next-workday", NULL};
  static const ZbXmlChild children[] = {{"cut-off", 0, MAX_CUT_OFFS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"days! time! holidays", children, FALSE};
  const ZbXmlNode *node = zb_xml_node_first (root, "deadline");
  int rolls = 0;

  if (!zb_xml_model_check (&model, node, error) ||
      !read_due (node, &form->deadline_days, &form->deadline_minute, error) ||
      !zb_xml_read_choice (node, "holidays", holidays, &rolls, error))
    return FALSE;
  form->deadline_rolls = rolls != 0;
  form->cut_offs = g_new0 (ZbCutOff, MAX_CUT_OFFS);
  for (const ZbXmlNode *child = zb_xml_node_first (node, "cut-off"); child != NULL;
       child = zb_xml_node_next (child, "cut-off"))
    if (!read_cut_off (form, child, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_respondents (ZbForm *form, const ZbXmlNode *root, GError **error)
{
  static const ZbXmlModel model = {"", NULL, TRUE};
  const ZbXmlNode *node = zb_xml_node_first (root, "respondents");

  if (node == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  form->respondents = g_strdup (zb_xml_node_text (node));
  return TRUE;
}

static int
find_list (const ZbForm *form, const char *id)
{
  for (guint i = 0; i < form->n_code_lists; i++)
    if (strcmp (zb_code_list_id (form->code_lists[i]), id) == 0)
      return (int)i;
  return -1;
}

ZbCodeList *
zb_form_require_list (const ZbForm *form, const ZbXmlNode *node, const char *id, GError **error)
{
  int place = find_list (form, id);
  ZbNearName near = zb_near_name (id);
  g_autofree char *hint = NULL;

  if (place >= 0)
    return form->code_lists[place];
  for (guint i = 0; i < form->n_code_lists; i++)
    zb_near_name_offer (&near, zb_code_list_id (form->code_lists[i]));
  hint = zb_near_name_hint (&near);
  zb_xml_fail (node, ZB_FORMS_ERROR_NOT_FOUND, error,
               "the code list “%s” is not among the form's <codelists>%s", id, hint);
  return NULL;
}

static gboolean
use_list (
    ZbForm *form, const ZbXmlNode *node, ZbCodeListFinder finder, gpointer data, GError **error)
{
  static const ZbXmlModel model = {"id!", NULL, FALSE};
  const char *id = zb_xml_node_get (node, "id");
  ZbCodeList *list;

  if (!zb_xml_model_check (&model, node, error) ||
      !zb_xml_check_name (node, "id", ZB_XML_NAME_ID, error))
    return FALSE;
  if (find_list (form, id) >= 0)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "the code list “%s” is named twice",
                        id);
  list = finder != NULL ? finder (id, data) : NULL;
  if (list == NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_NOT_FOUND, error, "there is no code list “%s”", id);
  form->code_lists[form->n_code_lists++] = zb_code_list_ref (list);
  return TRUE;
}

static gboolean
read_code_lists (
    ZbForm *form, const ZbXmlNode *root, ZbCodeListFinder finder, gpointer data, GError **error)
{
  static const ZbXmlChild children[] = {{"use", 1, MAX_CODE_LISTS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"", children, FALSE};
  const ZbXmlNode *lists = zb_xml_node_first (root, "codelists");

  if (lists == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, lists, error))
    return FALSE;
  form->code_lists = g_new0 (ZbCodeList *, MAX_CODE_LISTS);
  for (const ZbXmlNode *node = zb_xml_node_first (lists, "use"); node != NULL;
       node = zb_xml_node_next (node, "use"))
    if (!use_list (form, node, finder, data, error))
      return FALSE;
  return TRUE;
}

static gboolean
has_field (const ZbForm *form, const char *id)
{
  for (guint i = 0; i < form->n_fields + form->n_signers; i++)
    if (g_strcmp0 (zb_form_field (form, i)->id, id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_field (ZbForm *form, const ZbXmlNode *node, ZbField *field, GError **error)
{
  static const ZbXmlChild children[] = {{"label", 2, 2}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"id! type codes max-length measure scale required locked",
                                   children, FALSE};
  gboolean measured = FALSE;
  g_autofree char *id = NULL;

  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  id = zb_xml_dup_name (node, "id", ZB_XML_NAME_ID, error);
  if (id == NULL)
    return FALSE;
  if (has_field (form, id))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second field “%s”", id);
  field->id = g_steal_pointer (&id);
  return zb_cell_read_type (form, node, &field->spec, error) &&
         zb_cell_read_measure (node, &field->spec, &measured, error) &&
         zb_cell_read_flags (form, node, &field->spec, error) &&
         zb_cell_check (node, &field->spec, error) &&
         zb_xml_read_text (node, "label", FALSE, &field->label, error);
}

static gboolean
read_fields (ZbForm *form,
             const ZbXmlNode *root,
             const char *name,
             ZbField **fields,
             guint *n_fields,
             GError **error)
{
  static const ZbXmlChild children[] = {{"field", 1, ZB_FORM_MAX_FIELDS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"", children, FALSE};
  const ZbXmlNode *parent = zb_xml_node_first (root, name);

  if (parent == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, parent, error))
    return FALSE;
  *fields = g_new0 (ZbField, ZB_FORM_MAX_FIELDS);
  for (const ZbXmlNode *node = zb_xml_node_first (parent, "field"); node != NULL;
       node = zb_xml_node_next (node, "field")) {
    gboolean read = read_field (form, node, &(*fields)[*n_fields], error);

    (*n_fields)++;
    if (!read)
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_section_id (const ZbForm *form, const ZbXmlNode *node, GError **error)
{
  const char *id = form->sections[form->n_sections - 1].id;

  if (zb_form_find_section (form, id) != (int)form->n_sections - 1)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second section “%s”", id);
  return TRUE;
}

static gboolean
read_sections (ZbForm *form, const ZbXmlNode *root, GError **error)
{
  guint n_cells = 0;

  form->sections = g_new0 (ZbSection, ZB_FORM_MAX_SECTIONS);
  for (const ZbXmlNode *node = zb_xml_node_first (root, "section"); node != NULL;
       node = zb_xml_node_next (node, "section")) {
    ZbSection *section = &form->sections[form->n_sections++];

    if (!zb_section_read (form, node, section, error) || !check_section_id (form, node, error))
      return FALSE;
    n_cells += section->n_rows * section->n_columns;
    if (n_cells > ZB_FORM_MAX_CELLS)
      return zb_xml_fail (node, ZB_FORMS_ERROR_TOO_LARGE, error,
                          "the form has more than %d fixed cells", ZB_FORM_MAX_CELLS);
  }
  return TRUE;
}

static gboolean
read_form (
    ZbForm *form, const ZbXmlNode *root, ZbCodeListFinder finder, gpointer data, GError **error)
{
  static const ZbXmlChild children[] = {
      {"title", 2, 2},
      {"issuer", 2, 2},
      {"document", 0, 2},
      {"note", 0, 2},
      {"deadline", 1, 1},
      {"respondents", 0, 1},
      {"set", 0, 1},
      {"signatures", 0, 1},
      {"corrections", 0, 1},
      {"disclaimer", 0, 2},
      {"codelists", 0, 1},
      {"head", 0, 1},
      {"section", 1, ZB_FORM_MAX_SECTIONS},
      {"signers", 0, 1},
      {NULL, 0, 0},
  };
  static const ZbXmlModel model = {
      "id! code! edition! revision! system! period! january valid-from! expires", children, FALSE};

  return zb_xml_model_check_root (&model, root, "form", NAMESPACE, error) &&
         read_names (form, root, error) && read_periods (form, root, error) &&
         read_legal_head (form, root, error) && read_deadline (form, root, error) &&
         read_respondents (form, root, error) &&
         zb_filing_read (&form->filing, root, form->id, error) &&
         read_code_lists (form, root, finder, data, error) &&
         read_fields (form, root, "head", &form->fields, &form->n_fields, error) &&
         read_fields (form, root, "signers", &form->signers, &form->n_signers, error) &&
         read_sections (form, root, error);
}

ZbForm *
zb_form_read (const char *source,
              const void *bytes,
              gsize length,
              ZbCodeListFinder finder,
              gpointer data,
              GError **error)
{
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, bytes, length, NULL, error);
  g_autoptr (ZbForm) form = NULL;

  if (root == NULL)
    return NULL;
  form = zb_form_new ();
  form->strings = g_string_chunk_new (256);
  return read_form (form, root, finder, data, error) ? g_steal_pointer (&form) : NULL;
}
