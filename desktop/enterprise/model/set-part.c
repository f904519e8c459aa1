/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/set-part.h"

#include <glib/gi18n.h>
#include <string.h>

#include "client/sent.h"
#include "forms/form-set.h"

/* One part for each form of the set that @form is in; NULL if it is in none. */
static GArray *
list_parts (ZbWorkspace *workspace, const char *form, ZbPeriod period)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);
  ZbPackage *head = zb_form_set_head (catalogue, form, period);

  if (head == NULL)
    return NULL;
  g_autoptr (GPtrArray) packages = zb_form_set_packages (catalogue, head, period);
  GArray *parts = g_array_new (FALSE, TRUE, sizeof (ZbSetPart));
  for (guint i = 0; i < packages->len; i++) {
    ZbSetPart part = {.package = packages->pdata[i]};
    g_array_append_val (parts, part);
  }
  return parts;
}

static void
look_at_draft (ZbSetPart *part, const ZbSetDesk *set)
{
  const char *form = zb_package_form (part->package)->id;
  ZbDesk *desk = zb_set_desk_find (set, form);

  if (desk == NULL) {
    part->state = zb_set_desk_needs (set, form) ? ZB_PART_MISSING : ZB_PART_ABSENT;
    return;
  }
  ZbVerdict verdict = zb_check_verdict (zb_desk_check (desk));
  part->state = verdict.hard > 0         ? ZB_PART_HARD
                : verdict.to_explain > 0 ? ZB_PART_EXPLAIN
                                         : ZB_PART_READY;
  part->n = verdict.hard > 0 ? verdict.hard : verdict.to_explain;
  /* What was in the set once is sent again. */
  part->may_leave = zb_set_desk_head (set) != part->package && !zb_set_desk_needs (set, form) &&
                    zb_report_replaces (zb_desk_report (desk)) == NULL;
}

GArray *
zb_set_parts_of_drafts (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        const char *form,
                        ZbPeriod period,
                        GError **error)
{
  g_autoptr (GArray) parts = list_parts (workspace, form, period);
  g_autoptr (ZbSetDesk) set =
      parts != NULL ? zb_set_desk_open (workspace, account, form, period, error) : NULL;

  if (set == NULL)
    return NULL;
  for (guint i = 0; i < parts->len; i++)
    look_at_draft (&g_array_index (parts, ZbSetPart, i), set);
  return g_steal_pointer (&parts);
}

GArray *
zb_set_parts_of_message (ZbWorkspace *workspace,
                         const char *message_id,
                         const char *form,
                         ZbPeriod period,
                         GError **error)
{
  g_autoptr (GArray) parts = list_parts (workspace, form, period);
  g_autoptr (GPtrArray) reports =
      parts != NULL ? zb_sent_read_reports (workspace, message_id, error) : NULL;

  if (reports == NULL)
    return NULL;
  for (guint i = 0; i < parts->len; i++) {
    ZbSetPart *part = &g_array_index (parts, ZbSetPart, i);
    for (guint k = 0; k < reports->len; k++)
      if (strcmp (zb_report_form (reports->pdata[k])->id, zb_package_form (part->package)->id) == 0)
        part->state = ZB_PART_SENT;
  }
  return g_steal_pointer (&parts);
}

ZbSetPart *
zb_set_parts_find (const GArray *parts, const char *form)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    ZbSetPart *part = &g_array_index (parts, ZbSetPart, i);
    if (strcmp (zb_package_form (part->package)->id, form) == 0)
      return part;
  }
  return NULL;
}

const char *
zb_set_remark_cell (const ZbRemark *remark, const char *head, const char *form)
{
  const char *colon = strchr (remark->cell, ':');
  gsize length = colon != NULL ? (gsize)(colon - remark->cell) : 0;

  if (colon == NULL)
    return strcmp (head, form) == 0 ? remark->cell : NULL;
  return strlen (form) == length && strncmp (remark->cell, form, length) == 0 ? colon + 1 : NULL;
}

void
zb_set_parts_count_remarks (const GArray *parts, const char *head, const ZbReceipt *decision)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    ZbSetPart *part = &g_array_index (parts, ZbSetPart, i);
    const char *form = zb_package_form (part->package)->id;
    part->n_remarks = 0;
    for (guint k = 0; decision != NULL && k < decision->remarks->len; k++)
      part->n_remarks += zb_set_remark_cell (decision->remarks->pdata[k], head, form) != NULL;
  }
}

static char *
dup_state_words (const ZbSetPart *part)
{
  switch (part->state) {
  case ZB_PART_MISSING:
    return g_strdup (_ ("to begin"));
  case ZB_PART_HARD:
    return g_strdup_printf (ngettext ("%u error", "%u errors", part->n), part->n);
  case ZB_PART_EXPLAIN:
    return g_strdup_printf (_ ("%u to explain"), part->n);
  case ZB_PART_READY:
    return g_strdup (_ ("✓ ready"));
  case ZB_PART_SENT:
    return g_strdup (_ ("signed"));
  case ZB_PART_ABSENT:
  default:
    return g_strdup (_ ("left out"));
  }
}

char *
zb_set_part_words (const ZbSetPart *part)
{
  g_autofree char *words = dup_state_words (part);

  if (part->n_remarks == 0)
    return g_steal_pointer (&words);
  /* Translators: how far a form of a set has come, and the bureau's remarks on it. */
  return g_strdup_printf (ngettext ("%s · %u remark", "%s · %u remarks", part->n_remarks), words,
                          part->n_remarks);
}

const ZbSetPart *
zb_set_parts_find_open (const GArray *parts, const char *form)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++) {
    const ZbSetPart *part = &g_array_index (parts, ZbSetPart, i);
    gboolean open = part->state == ZB_PART_MISSING || part->state == ZB_PART_HARD ||
                    part->state == ZB_PART_EXPLAIN;
    if (open && strcmp (zb_package_form (part->package)->id, form) != 0)
      return part;
  }
  return NULL;
}
