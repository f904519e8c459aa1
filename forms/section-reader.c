/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-reader.h"

#include "forms/form-lookup.h"
#include "forms/prefill.h"
#include "forms/report.h"

#include <string.h>

#define DEFAULT_MAX_ROWS 200

typedef struct {
  ZbForm *form;
  ZbSection *section;
  GArray *columns; /* ZbColumn */
  GArray *groups;  /* ZbColumnGroup */
  GArray *specs;   /* ZbCellSpec: what section and column say */
} Reading;

static gboolean read_heads (Reading *reading, const ZbXmlNode *parent, guint group, GError **error);

static gboolean
read_column_spec (Reading *reading, const ZbXmlNode *node, ZbCellSpec *spec, GError **error)
{
  gboolean measured = FALSE;

  if (!zb_cell_read_type (reading->form, node, spec, error) ||
      !zb_cell_read_measure (node, spec, &measured, error) ||
      !zb_cell_read_flags (reading->form, node, spec, error) ||
      !zb_cell_read_concept (reading->form, node, spec, error) ||
      !zb_cell_check (node, spec, error))
    return FALSE;
  if (measured)
    spec->flags |= ZB_CELL_OWN_MEASURE;
  return TRUE;
}

static gboolean
check_column_code (const Reading *reading, const ZbXmlNode *node, GError **error)
{
  const char *code = zb_xml_node_get (node, "code");

  if (!zb_xml_check_name (node, "code", ZB_XML_NAME_PRINTED, error))
    return FALSE;
  for (guint i = 0; i < reading->columns->len; i++)
    if (strcmp (g_array_index (reading->columns, ZbColumn, i).code, code) == 0)
      return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second column “%s” in section %s",
                          code, reading->section->id);
  if (reading->columns->len == ZB_FORM_MAX_COLUMNS)
    return zb_xml_fail (node, ZB_FORMS_ERROR_TOO_LARGE, error,
                        "section %s has more than %d columns", reading->section->id,
                        ZB_FORM_MAX_COLUMNS);
  return TRUE;
}

static gboolean
read_column (Reading *reading, const ZbXmlNode *node, guint group, GError **error)
{
  static const ZbXmlChild children[] = {{"label", 2, 2}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"code! type codes max-length measure scale required computed "
                                   "locked na not-in-joint prefilled weight span",
                                   children, FALSE};
  ZbColumn column = {.group = group};
  ZbCellSpec spec = reading->section->specs[0];

  if (!zb_xml_model_check (&model, node, error) || !check_column_code (reading, node, error) ||
      !read_column_spec (reading, node, &spec, error) ||
      !zb_xml_read_text (node, "label", FALSE, &column.label, error))
    return FALSE;
  column.code = g_strdup (zb_xml_node_get (node, "code"));
  g_array_append_val (reading->columns, column);
  g_array_append_val (reading->specs, spec);
  return TRUE;
}

static gboolean
read_group (Reading *reading, const ZbXmlNode *node, guint parent, GError **error)
{
  static const ZbXmlChild children[] = {
      {"label", 2, 2}, {"group|column", 1, ZB_FORM_MAX_COLUMNS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"", children, FALSE};
  ZbColumnGroup group = {.parent = parent};

  if (!zb_xml_model_check (&model, node, error) ||
      !zb_xml_read_text (node, "label", FALSE, &group.label, error))
    return FALSE;
  g_array_append_val (reading->groups, group);
  return read_heads (reading, node, reading->groups->len, error);
}

static gboolean
read_heads (Reading *reading, const ZbXmlNode *parent, guint group, GError **error)
{
  for (const ZbXmlNode *node = zb_xml_node_first (parent, NULL); node != NULL;
       node = zb_xml_node_next (node, NULL)) {
    if (strcmp (zb_xml_node_name (node), "column") == 0 &&
        !read_column (reading, node, group, error))
      return FALSE;
    if (strcmp (zb_xml_node_name (node), "group") == 0 && !read_group (reading, node, group, error))
      return FALSE;
  }
  return TRUE;
}

/* Columns, heads and one spec a column; the arrays go to the section also when this fails. */
static gboolean
read_columns (ZbForm *form, const ZbXmlNode *node, ZbSection *section, GError **error)
{
  static const ZbXmlChild children[] = {{"group|column", 1, ZB_FORM_MAX_COLUMNS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"", children, FALSE};
  const ZbXmlNode *columns = zb_xml_node_first (node, "columns");
  Reading reading = {form, section, NULL, NULL, NULL};
  gboolean read;

  reading.columns = g_array_new (FALSE, TRUE, sizeof (ZbColumn));
  reading.groups = g_array_new (FALSE, TRUE, sizeof (ZbColumnGroup));
  reading.specs = g_array_new (FALSE, TRUE, sizeof (ZbCellSpec));
  read = zb_xml_model_check (&model, columns, error) && read_heads (&reading, columns, 0, error);
  section->n_columns = reading.columns->len;
  section->columns = (ZbColumn *)(gpointer)g_array_free (reading.columns, FALSE);
  section->n_groups = reading.groups->len;
  section->groups = (ZbColumnGroup *)(gpointer)g_array_free (reading.groups, FALSE);
  g_free (section->specs);
  section->specs = (ZbCellSpec *)(gpointer)g_array_free (reading.specs, FALSE);
  /* Only a fixed row can be marked with a concept. */
  for (guint i = 0; section->dynamic && i < section->n_columns; i++)
    section->specs[i].span = ZB_SPAN_NONE;
  return read;
}

static gboolean
check_row_code (const ZbSection *section, guint n_rows, const ZbXmlNode *node, GError **error)
{
  const char *code = zb_xml_node_get (node, "code");

  if (!zb_xml_check_name (node, "code", ZB_XML_NAME_PRINTED, error))
    return FALSE;
  for (guint i = 0; i < n_rows; i++)
    if (strcmp (section->rows[i].code, code) == 0)
      return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second row “%s” in section %s",
                          code, section->id);
  return TRUE;
}

/* The row's word on measure and scale counts for the columns that say nothing of their own. */
static gboolean
read_row_specs (ZbForm *form,
                const ZbXmlNode *node,
                const ZbCellSpec *columns,
                guint n_columns,
                ZbCellSpec *specs,
                GError **error)
{
  gboolean measured = FALSE;

  for (guint i = 0; i < n_columns; i++) {
    ZbCellSpec row = columns[i];

    if (!zb_cell_read_measure (node, &row, &measured, error))
      return FALSE;
    specs[i] = columns[i];
    if (columns[i].type == ZB_CELL_NUMBER && !(columns[i].flags & ZB_CELL_OWN_MEASURE)) {
      specs[i].measure = row.measure;
      specs[i].scale = row.scale;
    }
    specs[i].flags &= ~(guint)ZB_CELL_OWN_MEASURE;
    if (!zb_cell_read_flags (form, node, &specs[i], error) ||
        !zb_cell_read_concept (form, node, &specs[i], error))
      return FALSE;
  }
  return TRUE;
}

static int
require_column (const ZbSection *section, const ZbXmlNode *node, GError **error)
{
  const char *code = zb_xml_node_get (node, "column");
  int column = zb_section_find_column (section, code);

  if (column >= 0)
    return column;
  zb_section_fail_column (section, code, error);
  g_prefix_error (error, "%s:%d: ", zb_xml_node_source (node), zb_xml_node_line (node));
  return -1;
}

static gboolean
read_cell (ZbForm *form,
           const ZbSection *section,
           const ZbXmlNode *node,
           ZbCellSpec *specs,
           guint64 *seen,
           GError **error)
{
  static const ZbXmlModel model = {"column! type codes max-length measure scale required computed "
                                   "locked na not-in-joint prefilled weight concept span",
                                   NULL, FALSE};
  gboolean measured = FALSE;
  int column;

  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  column = require_column (section, node, error);
  if (column < 0)
    return FALSE;
  if (*seen & (G_GUINT64_CONSTANT (1) << column))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second <cell column=\"%s\">",
                        section->columns[column].code);
  *seen |= G_GUINT64_CONSTANT (1) << column;
  return zb_cell_read_type (form, node, &specs[column], error) &&
         zb_cell_read_measure (node, &specs[column], &measured, error) &&
         zb_cell_read_flags (form, node, &specs[column], error) &&
         zb_cell_read_concept (form, node, &specs[column], error) &&
         zb_cell_check (node, &specs[column], error);
}

static gboolean
read_row_text (const ZbXmlNode *node, ZbRow *row, GError **error)
{
  return zb_xml_read_unsigned (node, "indent", 9, &row->indent, error) &&
         zb_xml_read_measure (node, "measure", &row->measure, error) &&
         zb_xml_read_text (node, "label", FALSE, &row->label, error) &&
         zb_xml_read_text (node, "note", FALSE, &row->note, error);
}

static gboolean
read_row (ZbForm *form,
          const ZbSection *section,
          const ZbXmlNode *node,
          const ZbCellSpec *columns,
          ZbRow *row,
          ZbCellSpec *specs,
          GError **error)
{
  static const ZbXmlChild children[] = {
      {"label", 2, 2}, {"note", 0, 2}, {"cell", 0, ZB_FORM_MAX_COLUMNS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"code! measure scale indent required computed locked weight "
                                   "concept",
                                   children, FALSE};
  guint64 seen = 0;

  if (!zb_xml_model_check (&model, node, error) ||
      !check_row_code (section, (guint)(row - section->rows), node, error) ||
      !read_row_text (node, row, error) ||
      !read_row_specs (form, node, columns, section->n_columns, specs, error))
    return FALSE;
  row->code = g_strdup (zb_xml_node_get (node, "code"));
  for (const ZbXmlNode *cell = zb_xml_node_first (node, "cell"); cell != NULL;
       cell = zb_xml_node_next (cell, "cell"))
    if (!read_cell (form, section, cell, specs, &seen, error))
      return FALSE;
  for (guint i = 0; i < section->n_columns; i++)
    if (!zb_cell_check (node, &specs[i], error) || !zb_cell_settle_concept (node, &specs[i], error))
      return FALSE;
  return TRUE;
}

static guint
count_children (const ZbXmlNode *node, const char *name)
{
  guint count = 0;

  for (const ZbXmlNode *child = zb_xml_node_first (node, name); child != NULL;
       child = zb_xml_node_next (child, name))
    count++;
  return count;
}

static gboolean
read_rows (ZbForm *form, const ZbXmlNode *node, ZbSection *section, GError **error)
{
  g_autofree ZbCellSpec *columns = g_steal_pointer (&section->specs);
  guint count = count_children (node, "row");
  const ZbXmlNode *row = zb_xml_node_first (node, "row");

  if (count * section->n_columns > ZB_FORM_MAX_CELLS)
    return zb_xml_fail (node, ZB_FORMS_ERROR_TOO_LARGE, error, "section %s has more than %d cells",
                        section->id, ZB_FORM_MAX_CELLS);
  section->rows = g_new0 (ZbRow, count);
  section->specs = g_new0 (ZbCellSpec, count * section->n_columns);
  /* Rows are counted as they are read, so that codes and specs behind @n_rows are never used. */
  for (; row != NULL; row = zb_xml_node_next (row, "row")) {
    ZbRow *place = &section->rows[section->n_rows];

    if (!read_row (form, section, row, columns, place,
                   &section->specs[section->n_rows * section->n_columns], error)) {
      section->n_rows++;
      return FALSE;
    }
    section->n_rows++;
  }
  return TRUE;
}

static gboolean
read_dynamic (ZbForm *form, const ZbXmlNode *node, ZbSection *section, GError **error)
{
  const char *keys = zb_xml_node_get (node, "keys");
  ZbCodeList *list = zb_form_require_list (form, node, keys, error);

  if (list == NULL || !zb_xml_check_name (node, "key-level", ZB_XML_NAME_ID, error))
    return FALSE;
  section->keys = zb_code_list_ref (list);
  section->key_level = g_strdup (zb_xml_node_get (node, "key-level"));
  section->max_rows = DEFAULT_MAX_ROWS;
  if (!zb_xml_read_unsigned (node, "max-rows", ZB_REPORT_MAX_CELLS, &section->max_rows, error))
    return FALSE;
  if (zb_xml_node_first (node, "row") != NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "section %s takes its rows from the list “%s” and has no <row> of its own",
                        section->id, keys);
  return TRUE;
}

/* Attributes that only sections of the other kind have. */
static gboolean
check_kind (const ZbXmlNode *node, const ZbSection *section, GError **error)
{
  if (section->dynamic)
    return TRUE;
  if (zb_xml_node_get (node, "key-level") != NULL || zb_xml_node_get (node, "max-rows") != NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "section %s has key-level or max-rows but no keys", section->id);
  if (zb_xml_node_first (node, "row") == NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "section %s has neither keys nor a <row>", section->id);
  return TRUE;
}

/* Runs last, when all columns are known. */
static gboolean
check_prefills (const ZbXmlNode *node, const ZbSection *section, GError **error)
{
  guint n_specs = (section->dynamic ? 1 : section->n_rows) * section->n_columns;

  for (guint i = 0; i < n_specs; i++) {
    ZbPrefill prefill;

    if (section->specs[i].prefill == NULL)
      continue;
    if (!zb_prefill_parse (section->specs[i].prefill, &prefill, error)) {
      g_prefix_error (error, "%s:%d: section %s, column %s: ", zb_xml_node_source (node),
                      zb_xml_node_line (node), section->id,
                      section->columns[i % section->n_columns].code);
      return FALSE;
    }
    if (*prefill.column != '\0' && zb_section_find_column (section, prefill.column) < 0)
      return zb_xml_fail (node, ZB_FORMS_ERROR_NOT_FOUND, error,
                          "section %s is filled from “%s”, but has no column “%s”", section->id,
                          section->specs[i].prefill, prefill.column);
  }
  return TRUE;
}

gboolean
zb_section_read (ZbForm *form, const ZbXmlNode *node, ZbSection *section, GError **error)
{
  static const ZbXmlChild children[] = {
      {"title", 0, 2}, {"columns", 1, 1}, {"row", 0, ZB_FORM_MAX_ROWS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"id! keys key-level max-rows measure scale", children, FALSE};
  gboolean measured = FALSE;

  section->specs = g_new0 (ZbCellSpec, 1);
  section->dynamic = zb_xml_node_get (node, "keys") != NULL;
  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  section->id = zb_xml_dup_name (node, "id", ZB_XML_NAME_SECTION, error);
  if (section->id == NULL || !zb_xml_read_text (node, "title", FALSE, &section->title, error) ||
      !zb_cell_read_measure (node, &section->specs[0], &measured, error) ||
      !check_kind (node, section, error) ||
      (section->dynamic && !read_dynamic (form, node, section, error)) ||
      !read_columns (form, node, section, error) ||
      (!section->dynamic && !read_rows (form, node, section, error)))
    return FALSE;
  return check_prefills (node, section, error);
}
