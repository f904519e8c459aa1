/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-reader.h"

#include "forms/decimal.h"

#include <string.h>

static const char *const type_names[] = {"number", "code", "text", "date", NULL};

gboolean
zb_cell_read_type (const ZbForm *form, const ZbXmlNode *node, ZbCellSpec *spec, GError **error)
{
  int type = (int)spec->type;
  const char *codes = zb_xml_node_get (node, "codes");

  if (!zb_xml_read_choice (node, "type", type_names, &type, error) ||
      !zb_xml_read_unsigned (node, "max-length", ZB_FORM_MAX_TEXT_LENGTH, &spec->max_length, error))
    return FALSE;
  if (type != (int)spec->type) {
    spec->codes = NULL;
    spec->measure = NULL;
    spec->scale = 0;
  }
  spec->type = (ZbCellType)type;
  if (codes == NULL)
    return TRUE;
  spec->codes = zb_form_require_list (form, node, codes, error);
  return spec->codes != NULL;
}

gboolean
zb_cell_read_measure (const ZbXmlNode *node, ZbCellSpec *spec, gboolean *measured, GError **error)
{
  *measured = zb_xml_node_get (node, "measure") != NULL || zb_xml_node_get (node, "scale") != NULL;
  return zb_xml_read_measure (node, "measure", &spec->measure, error) &&
         zb_xml_read_unsigned (node, "scale", ZB_DECIMAL_MAX_SCALE, &spec->scale, error);
}

gboolean
zb_cell_read_flags (ZbForm *form, const ZbXmlNode *node, ZbCellSpec *spec, GError **error)
{
  const char *prefill = zb_xml_node_get (node, "prefilled");
  static const struct {
    const char *attribute;
    ZbCellFlags flag;
  } flags[] = {
      {"required", ZB_CELL_REQUIRED},
      {"computed", ZB_CELL_COMPUTED},
      {"locked", ZB_CELL_LOCKED},
      {"na", ZB_CELL_NOT_APPLICABLE},
      {"not-in-joint", ZB_CELL_NOT_IN_JOINT},
  };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
    gboolean set = (spec->flags & flags[i].flag) != 0;

    if (!zb_xml_read_flag (node, flags[i].attribute, &set, error))
      return FALSE;
    spec->flags = set ? spec->flags | flags[i].flag : spec->flags & ~(guint)flags[i].flag;
  }
  if (!zb_xml_read_unsigned (node, "weight", ZB_CELL_MAX_WEIGHT, &spec->weight, error))
    return FALSE;
  if (zb_xml_node_get (node, "weight") != NULL && spec->weight == 0)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "weight=\"0\" of <%s> must be a whole number of 1 to %d",
                        zb_xml_node_name (node), ZB_CELL_MAX_WEIGHT);
  if (prefill != NULL) {
    spec->flags |= ZB_CELL_PREFILLED;
    spec->prefill = g_string_chunk_insert_const (form->strings, prefill);
  }
  return TRUE;
}

gboolean
zb_cell_check (const ZbXmlNode *node, const ZbCellSpec *spec, GError **error)
{
  const char *type = type_names[spec->type];

  if (spec->type == ZB_CELL_CODE && spec->codes == NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "a cell of type code needs the attribute “codes”");
  if (spec->type != ZB_CELL_CODE && spec->codes != NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a cell of type %s takes no codes",
                        type);
  if (spec->type == ZB_CELL_TEXT && spec->max_length == 0)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "a cell of type text needs the attribute “max-length”");
  if (spec->type != ZB_CELL_NUMBER && (spec->flags & ZB_CELL_COMPUTED))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a cell of type %s cannot be computed",
                        type);
  if ((spec->flags & ZB_CELL_NOT_APPLICABLE) && (spec->flags & ZB_CELL_REQUIRED))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "a cell cannot be both required and not applicable");
  return TRUE;
}
