/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/filing.h"

#include "forms/xml-model.h"

#include <string.h>

/* How long a permit holds where the form does not say. */
#define DEFAULT_DAYS 5
#define MAX_DAYS 90

static const char *const corrections[] = {"free", "permit", "note", NULL};

void
zb_filing_clear (ZbFiling *filing)
{
  zb_text_clear (&filing->set_title);
  zb_text_clear (&filing->disclaimer);
  for (guint i = 0; i < filing->n_members; i++) {
    g_free (filing->members[i].form);
    g_free (filing->members[i].when);
  }
  g_clear_pointer (&filing->members, g_free);
  filing->n_members = 0;
}

const ZbSetMember *
zb_filing_member (const ZbFiling *filing, const char *form)
{
  for (guint i = 0; i < filing->n_members; i++)
    if (strcmp (filing->members[i].form, form) == 0)
      return &filing->members[i];
  return NULL;
}

static gboolean
read_condition (const ZbXmlNode *node, ZbSetMember *member, GError **error)
{
  const char *when = zb_xml_node_get (node, "when");

  if (when == NULL)
    return TRUE;
  if (!member->optional)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "only an optional form can be needed on a condition");
  if (*when == '\0' || strlen (when) > ZB_FILING_MAX_CONDITION)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "when= has 1 to %d characters",
                        ZB_FILING_MAX_CONDITION);
  member->when = g_strdup (when);
  return TRUE;
}

static gboolean
read_member (ZbFiling *filing, const ZbXmlNode *node, const char *head, GError **error)
{
  static const ZbXmlModel model = {"form! optional when", NULL, FALSE};
  ZbSetMember *member = &filing->members[filing->n_members];
  g_autofree char *form = NULL;

  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  form = zb_xml_dup_name (node, "form", ZB_XML_NAME_FORM, error);
  if (form == NULL)
    return FALSE;
  if (strcmp (form, head) == 0 || zb_filing_member (filing, form) != NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "the form “%s” is in the set already",
                        form);
  member->form = g_steal_pointer (&form);
  filing->n_members++;
  return zb_xml_read_flag (node, "optional", &member->optional, error) &&
         read_condition (node, member, error);
}

static gboolean
read_set (ZbFiling *filing, const ZbXmlNode *root, const char *head, GError **error)
{
  static const ZbXmlChild children[] = {
      {"title", 2, 2}, {"member", 1, ZB_FILING_MAX_MEMBERS}, {NULL, 0, 0}};
  static const ZbXmlModel model = {"", children, FALSE};
  const ZbXmlNode *set = zb_xml_node_first (root, "set");

  if (set == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, set, error) ||
      !zb_xml_read_text (set, "title", FALSE, &filing->set_title, error))
    return FALSE;
  filing->members = g_new0 (ZbSetMember, ZB_FILING_MAX_MEMBERS);
  for (const ZbXmlNode *node = zb_xml_node_first (set, "member"); node != NULL;
       node = zb_xml_node_next (node, "member"))
    if (!read_member (filing, node, head, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_signatures (ZbFiling *filing, const ZbXmlNode *root, GError **error)
{
  static const ZbXmlModel model = {"roles!", NULL, FALSE};
  const ZbXmlNode *node = zb_xml_node_first (root, "signatures");
  g_autoptr (GError) cause = NULL;

  if (node == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, node, error))
    return FALSE;
  return zb_signing_roles_parse (zb_xml_node_get (node, "roles"), &filing->roles, &cause) ||
         zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "roles=: %s", cause->message);
}

static gboolean
read_corrections (ZbFiling *filing, const ZbXmlNode *root, GError **error)
{
  static const ZbXmlModel model = {"after-acceptance! days", NULL, FALSE};
  const ZbXmlNode *node = zb_xml_node_first (root, "corrections");
  int choice = ZB_CORRECTION_FREE;

  filing->correction_days = DEFAULT_DAYS;
  if (node == NULL)
    return TRUE;
  if (!zb_xml_model_check (&model, node, error) ||
      !zb_xml_read_choice (node, "after-acceptance", corrections, &choice, error) ||
      !zb_xml_read_unsigned (node, "days", MAX_DAYS, &filing->correction_days, error))
    return FALSE;
  filing->correction = (ZbCorrection)choice;
  if (zb_xml_node_get (node, "days") != NULL &&
      (choice != ZB_CORRECTION_PERMIT || filing->correction_days == 0))
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "days= says for how many days, 1 to %d, a permit holds", MAX_DAYS);
  return TRUE;
}

gboolean
zb_filing_read (ZbFiling *filing, const ZbXmlNode *root, const char *form, GError **error)
{
  return read_set (filing, root, form, error) && read_signatures (filing, root, error) &&
         read_corrections (filing, root, error) &&
         zb_xml_read_text (root, "disclaimer", FALSE, &filing->disclaimer, error);
}

gboolean
zb_filing_is_same_set (const ZbFiling *a, const ZbFiling *b)
{
  if (a->n_members != b->n_members)
    return FALSE;
  for (guint i = 0; i < a->n_members; i++)
    if (strcmp (a->members[i].form, b->members[i].form) != 0)
      return FALSE;
  return TRUE;
}

const char *
zb_correction_to_string (ZbCorrection correction)
{
  return corrections[correction];
}
