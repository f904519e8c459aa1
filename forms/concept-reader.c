/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/concept.h"
#include "forms/form-reader.h"
#include "forms/near-name.h"

#include <string.h>

static const char *const span_names[] = {"none", "period", "to-date", "end", "opening", NULL};

static gboolean
fail_unknown (const ZbCodeList *list, const ZbXmlNode *node, const char *id, GError **error)
{
  ZbNearName near = zb_near_name (id);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < zb_code_list_length (list); i++)
    zb_near_name_offer (&near, zb_code_list_at (list, i)->code);
  hint = zb_near_name_hint (&near);
  return zb_xml_fail (node, ZB_FORMS_ERROR_NOT_FOUND, error, "there is no concept “%s”%s", id,
                      hint);
}

gboolean
zb_cell_read_concept (const ZbForm *form, const ZbXmlNode *node, ZbCellSpec *spec, GError **error)
{
  const char *id = zb_xml_node_get (node, "concept");
  int span = (int)spec->span;
  const ZbCodeList *list;

  if (!zb_xml_read_choice (node, "span", span_names, &span, error))
    return FALSE;
  spec->span = (ZbSpan)span;
  if (id == NULL)
    return TRUE;
  list = zb_form_require_list (form, node, ZB_CONCEPT_LIST, error);
  if (list == NULL)
    return FALSE;
  spec->concept = zb_code_list_find (list, id);
  return spec->concept != NULL || fail_unknown (list, node, id, error);
}

static gboolean
check_measure (const ZbXmlNode *node, const ZbCellSpec *spec, GError **error)
{
  const ZbMeasure *own = spec->measure, *said = spec->concept->measure;

  if (spec->type != ZB_CELL_NUMBER || own == said)
    return TRUE;
  if (own != NULL && said != NULL && strcmp (own->dimension, said->dimension) == 0)
    return TRUE;
  return zb_xml_fail (node, ZB_FORMS_ERROR_MISMATCH, error,
                      "the concept “%s” is measured in %s, the cell in %s", spec->concept->code,
                      said != NULL ? said->id : "no measure", own != NULL ? own->id : "no measure");
}

gboolean
zb_cell_settle_concept (const ZbXmlNode *node, ZbCellSpec *spec, GError **error)
{
  const ZbCode *concept = spec->concept;
  gboolean is_number;

  if (concept == NULL || spec->span == ZB_SPAN_NONE || (spec->flags & ZB_CELL_NOT_APPLICABLE)) {
    spec->concept = NULL;
    spec->span = ZB_SPAN_NONE;
    return TRUE;
  }
  is_number = g_strcmp0 (concept->level, ZB_CONCEPT_FACT) != 0;
  if (is_number != (spec->type == ZB_CELL_NUMBER))
    return zb_xml_fail (node, ZB_FORMS_ERROR_MISMATCH, error, "the concept “%s” is %s figure",
                        concept->code, is_number ? "a" : "no");
  if (!check_measure (node, spec, error))
    return FALSE;
  if (g_strcmp0 (concept->level, ZB_CONCEPT_FLOW) != 0) {
    spec->span = spec->span == ZB_SPAN_OPENING ? ZB_SPAN_OPENING : ZB_SPAN_END;
    return TRUE;
  }
  if (spec->span == ZB_SPAN_PERIOD || spec->span == ZB_SPAN_TO_DATE)
    return TRUE;
  return zb_xml_fail (node, ZB_FORMS_ERROR_MISMATCH, error,
                      "the concept “%s” is a flow and has no figure “%s”", concept->code,
                      span_names[spec->span]);
}

const char *
zb_span_to_string (ZbSpan span)
{
  return span_names[span];
}
