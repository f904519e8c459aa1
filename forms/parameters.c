/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/parameters.h"

#include "formats/file.h"
#include "forms/xml-model.h"

#include <string.h>

#define NAMESPACE "urn:zhibao:parameters:1"

typedef struct {
  ZbPeriod from; /* the month from which it holds */
  ZbDecimal value;
} Dated;

typedef struct {
  char *name;
  ZbText title;
  const ZbMeasure *measure; /* (nullable) */
  GArray *values;           /* Dated, oldest first */
} Parameter;

struct _ZbParameters {
  gatomicrefcount refs;
  GHashTable *by_name; /* name → Parameter, owned */
};

static void
free_parameter (gpointer data)
{
  Parameter *parameter = data;

  g_free (parameter->name);
  zb_text_clear (&parameter->title);
  g_array_unref (parameter->values);
  g_free (parameter);
}

ZbParameters *
zb_parameters_ref (ZbParameters *parameters)
{
  g_atomic_ref_count_inc (&parameters->refs);
  return parameters;
}

void
zb_parameters_unref (ZbParameters *parameters)
{
  if (parameters == NULL || !g_atomic_ref_count_dec (&parameters->refs))
    return;
  g_hash_table_unref (parameters->by_name);
  g_free (parameters);
}

/* Keeps the decimals as they are written: 6.7904 has four. */
static gboolean
read_decimal (const ZbXmlNode *node, ZbDecimal *ret_value, GError **error)
{
  const char *text = zb_xml_node_text (node);
  const char *point = strchr (text, '.');
  gsize scale = point != NULL ? strlen (point + 1) : 0;

  if (zb_decimal_parse (text, (guint)MIN (scale, ZB_DECIMAL_MAX_SCALE), ret_value, error))
    return TRUE;
  g_prefix_error (error, "%s:%d: ", zb_xml_node_source (node), zb_xml_node_line (node));
  return FALSE;
}

static gboolean
read_value (const ZbXmlNode *node, Parameter *parameter, GError **error)
{
  static const ZbXmlModel model = {"from!", NULL, TRUE};
  const char *from = zb_xml_node_get (node, "from");
  GArray *values = parameter->values;
  Dated dated = {0};

  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  if (!zb_period_parse (from, &dated.from, NULL) || dated.from.kind != ZB_PERIOD_MONTH)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "from=\"%s\" must be a month such as 2022-04", from);
  if (values->len > 0 &&
      zb_period_compare (g_array_index (values, Dated, values->len - 1).from, dated.from) >= 0)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "from=\"%s\" of $%s is not later than the value before it", from,
                        parameter->name);
  if (!read_decimal (node, &dated.value, error))
    return FALSE;
  g_array_append_val (values, dated);
  return TRUE;
}

static gboolean
read_parameter (const ZbXmlNode *node, Parameter *parameter, GError **error)
{
  static const ZbXmlChild children[] = {{"title", 2, 2}, {"value", 1, 100000}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"name! measure", children, FALSE};

  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  parameter->name = zb_xml_dup_name (node, "name", ZB_XML_NAME_ID, error);
  if (parameter->name == NULL ||
      !zb_xml_read_measure (node, "measure", &parameter->measure, error) ||
      !zb_xml_read_text (node, "title", FALSE, &parameter->title, error))
    return FALSE;
  for (const ZbXmlNode *value = zb_xml_node_first (node, "value"); value != NULL;
       value = zb_xml_node_next (value, "value"))
    if (!read_value (value, parameter, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_parameter (ZbParameters *parameters, const ZbXmlNode *node, GError **error)
{
  Parameter *parameter = g_new0 (Parameter, 1);

  parameter->values = g_array_new (FALSE, FALSE, sizeof (Dated));
  if (!read_parameter (node, parameter, error)) {
    free_parameter (parameter);
    return FALSE;
  }
  if (g_hash_table_contains (parameters->by_name, parameter->name)) {
    zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second parameter “%s”", parameter->name);
    free_parameter (parameter);
    return FALSE;
  }
  g_hash_table_insert (parameters->by_name, parameter->name, parameter);
  return TRUE;
}

static gboolean
read_parameters (ZbParameters *parameters, const ZbXmlNode *root, GError **error)
{
  static const ZbXmlChild children[] = {{"parameter", 0, 10000}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"", children, FALSE};

  if (!zb_xml_model_check_root (&model, root, "parameters", NAMESPACE, error))
    return FALSE;
  for (const ZbXmlNode *node = zb_xml_node_first (root, "parameter"); node != NULL;
       node = zb_xml_node_next (node, "parameter"))
    if (!add_parameter (parameters, node, error))
      return FALSE;
  return TRUE;
}

ZbParameters *
zb_parameters_read (const char *source, const void *bytes, gsize length, GError **error)
{
  g_autoptr (ZbXmlNode) root = zb_xml_tree_read (source, bytes, length, NULL, error);
  g_autoptr (ZbParameters) parameters = NULL;

  if (root == NULL)
    return NULL;
  parameters = g_new0 (ZbParameters, 1);
  g_atomic_ref_count_init (&parameters->refs);
  parameters->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_parameter);
  return read_parameters (parameters, root, error) ? g_steal_pointer (&parameters) : NULL;
}

ZbParameters *
zb_parameters_read_file (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (path, zb_xml_default_limits.max_bytes, error);

  if (bytes == NULL)
    return NULL;
  return zb_parameters_read (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}

gboolean
zb_parameters_has (const ZbParameters *parameters, const char *name)
{
  return g_hash_table_contains (parameters->by_name, name);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
zb_parameters_list_names (const ZbParameters *parameters)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, parameters->by_name);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_names);
  return names;
}

gboolean
zb_parameters_find (const ZbParameters *parameters,
                    const char *name,
                    ZbPeriod period,
                    ZbDecimal *ret_value,
                    const ZbMeasure **ret_measure)
{
  const Parameter *parameter = g_hash_table_lookup (parameters->by_name, name);
  ZbPeriod month = zb_period_to_kind (period, ZB_PERIOD_MONTH);

  if (parameter == NULL)
    return FALSE;
  for (guint i = parameter->values->len; i > 0; i--) {
    const Dated *dated = &g_array_index (parameter->values, Dated, i - 1);

    if (zb_period_compare (dated->from, month) > 0)
      continue;
    *ret_value = dated->value;
    *ret_measure = parameter->measure;
    return TRUE;
  }
  return FALSE;
}
