/* SPDX-License-Identifier: Apache-2.0 */
#include "client/set-desk.h"

#include "client/draft.h"
#include "client/sent.h"
#include "forms/form-set.h"

#include <string.h>

struct _ZbSetDesk {
  ZbCatalogue *catalogue;
  ZbPackage *head; /* borrowed from the catalogue */
  GPtrArray *desks;
  GPtrArray *faults;
};

void
zb_set_desk_free (ZbSetDesk *set)
{
  g_ptr_array_unref (set->desks);
  g_clear_pointer (&set->faults, g_ptr_array_unref);
  zb_catalogue_unref (set->catalogue);
  g_free (set);
}

static ZbReport *
report_at (const ZbSetDesk *set, guint index)
{
  return zb_desk_report (set->desks->pdata[index]);
}

/* The head first, then the order of the set. */
static int
rank (const ZbFiling *filing, const char *head, const char *form)
{
  if (strcmp (form, head) == 0)
    return -1;
  for (guint i = 0; i < filing->n_members; i++)
    if (strcmp (filing->members[i].form, form) == 0)
      return (int)i;
  return (int)filing->n_members;
}

static int
compare_desks (gconstpointer a, gconstpointer b, gpointer data)
{
  const ZbForm *head = zb_package_form (data);
  const ZbDesk *left = *(ZbDesk *const *)a, *right = *(ZbDesk *const *)b;

  return rank (&head->filing, head->id, zb_report_form (zb_desk_report (left))->id) -
         rank (&head->filing, head->id, zb_report_form (zb_desk_report (right))->id);
}

/* Computed cells may look at other forms: once more when all have been computed once. */
static void
put_together (ZbSetDesk *set)
{
  for (guint pass = 0; set->desks->len > 1 && pass < 2; pass++)
    for (guint i = 0; i < set->desks->len; i++)
      for (guint k = 0; k < set->desks->len; k++)
        if (i != k && strcmp (zb_report_form (report_at (set, i))->id,
                              zb_report_form (report_at (set, k))->id) != 0)
          zb_desk_put_beside (set->desks->pdata[i], report_at (set, k));
}

/* Without its head nothing more can be said of a set. */
static GPtrArray *
tell_headless (const ZbSetDesk *set)
{
  const ZbForm *head = zb_package_form (set->head);
  GPtrArray *faults = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_set_fault_free);
  ZbSetFault *fault = g_new0 (ZbSetFault, 1);

  fault->kind = ZB_SET_MISSING;
  fault->form = g_strdup (head->id);
  fault->text =
      (ZbText){g_strdup_printf ("缺少 %s《%s》", head->id, zb_text_get (&head->title, "zh")),
               g_strdup_printf ("%s (%s) is missing", head->id, zb_text_get (&head->title, "en"))};
  g_ptr_array_add (faults, fault);
  return faults;
}

static gboolean
find_faults (ZbSetDesk *set, GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();

  if (set->desks->len == 0 ||
      strcmp (zb_report_form (report_at (set, 0))->id, zb_package_form (set->head)->id) != 0) {
    set->faults = tell_headless (set);
    return TRUE;
  }
  for (guint i = 0; i < set->desks->len; i++)
    g_ptr_array_add (reports, report_at (set, i));
  set->faults =
      zb_report_set_check (reports, zb_desk_context (set->desks->pdata[0]), set->catalogue, error);
  return set->faults != NULL;
}

static ZbSetDesk *
set_new (ZbCatalogue *catalogue, ZbPackage *head, GPtrArray *desks, GError **error)
{
  g_autoptr (ZbSetDesk) set = g_new0 (ZbSetDesk, 1);

  set->catalogue = zb_catalogue_ref (catalogue);
  set->head = head;
  set->desks = desks;
  g_ptr_array_sort_with_data (set->desks, compare_desks, head);
  put_together (set);
  return find_faults (set, error) ? g_steal_pointer (&set) : NULL;
}

ZbSetDesk *
zb_set_desk_new (ZbCatalogue *catalogue, GPtrArray *desks, GError **error)
{
  const ZbReport *first = zb_desk_report (desks->pdata[0]);
  const ZbForm *form = zb_report_form (first);
  ZbPackage *head = zb_form_set_head (catalogue, form->id, zb_report_period (first));

  if (!head)
    head = zb_catalogue_find_edition (catalogue, form->id, form->edition, form->revision, error);
  if (!head) {
    g_ptr_array_unref (desks);
    return NULL;
  }
  return set_new (catalogue, head, desks, error);
}

static gboolean
holds (const GPtrArray *reports, const char *form)
{
  for (guint i = 0; i < reports->len; i++)
    if (strcmp (zb_report_form (reports->pdata[i])->id, form) == 0)
      return TRUE;
  return FALSE;
}

static const ZbReport *
find_replacing (const GPtrArray *reports)
{
  for (guint i = 0; i < reports->len; i++)
    if (zb_report_replaces (reports->pdata[i]))
      return reports->pdata[i];
  return NULL;
}

void
zb_set_take_along (ZbWorkspace *workspace, GPtrArray *reports)
{
  const ZbReport *replacing = find_replacing (reports);
  g_autoptr (GPtrArray) sent =
      replacing ? zb_sent_read_reports (workspace, zb_report_replaces (replacing), NULL) : NULL;

  for (guint i = 0; sent && i < sent->len; i++) {
    ZbReport *report = sent->pdata[i];

    if (holds (reports, zb_report_form (report)->id) ||
        !zb_period_equal (zb_report_period (report), zb_report_period (replacing)))
      continue;
    zb_report_set_kind (report, zb_report_kind (replacing));
    zb_report_set_replaces (report, zb_report_replaces (replacing));
    g_ptr_array_add (reports, zb_report_ref (report));
  }
}

/* (transfer full) ZbReport: the drafts there are, as they were kept. */
static GPtrArray *
read_drafts (ZbWorkspace *workspace,
             const ZbAccount *account,
             const GPtrArray *packages,
             const char *period)
{
  GPtrArray *drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  for (guint i = 0; i < packages->len; i++) {
    ZbReport *draft = zb_draft_read_kept (workspace, account,
                                          zb_package_form (packages->pdata[i])->id, period, NULL);

    if (draft)
      g_ptr_array_add (drafts, draft);
  }
  return drafts;
}

gboolean
zb_set_join (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);
  ZbPeriod period = zb_report_period (report);
  ZbPackage *head = zb_form_set_head (catalogue, zb_report_form (report)->id, period);
  g_autoptr (GPtrArray) packages = head ? zb_form_set_packages (catalogue, head, period) : NULL;
  g_autofree char *text = zb_period_to_string (period);
  g_autoptr (GPtrArray) drafts = packages ? read_drafts (workspace, account, packages, text) : NULL;
  const ZbReport *replacing = drafts ? find_replacing (drafts) : NULL;

  if (!replacing)
    return FALSE;
  zb_report_set_kind (report, zb_report_kind (replacing));
  zb_report_set_replaces (report, zb_report_replaces (replacing));
  return TRUE;
}

/* What comes along becomes a draft like the others. */
static gboolean
keep_taken (ZbWorkspace *workspace,
            const ZbAccount *account,
            const GPtrArray *packages,
            const char *period,
            GError **error)
{
  g_autoptr (GPtrArray) drafts = read_drafts (workspace, account, packages, period);
  guint n;

  n = drafts->len;
  zb_set_take_along (workspace, drafts);
  for (guint i = n; i < drafts->len; i++)
    if (!zb_draft_save (workspace, account, drafts->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* (transfer full) ZbDesk of each draft there is of the forms @packages. */
static GPtrArray *
open_drafts (ZbWorkspace *workspace,
             const ZbAccount *account,
             const GPtrArray *packages,
             const char *period,
             GError **error)
{
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_desk_free);

  for (guint i = 0; i < packages->len; i++) {
    GError *failure = NULL;
    g_autoptr (ZbReport) draft = zb_draft_read (
        workspace, account, zb_package_form (packages->pdata[i])->id, period, &failure);
    ZbDesk *desk = draft ? zb_desk_open (workspace, account, draft, &failure) : NULL;

    if (failure) {
      g_propagate_error (error, failure);
      return NULL;
    }
    if (desk)
      g_ptr_array_add (desks, desk);
  }
  return g_steal_pointer (&desks);
}

ZbSetDesk *
zb_set_desk_open (ZbWorkspace *workspace,
                  const ZbAccount *account,
                  const char *form,
                  ZbPeriod period,
                  GError **error)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (workspace);
  ZbPackage *head = zb_form_set_head (catalogue, form, period);
  g_autofree char *text = zb_period_to_string (period);

  if (!head)
    head = zb_catalogue_find (catalogue, form, period, error);
  if (!head)
    return NULL;
  g_autoptr (GPtrArray) packages = zb_form_set_packages (catalogue, head, period);
  if (!keep_taken (workspace, account, packages, text, error))
    return NULL;
  GPtrArray *desks = open_drafts (workspace, account, packages, text, error);
  return desks ? set_new (catalogue, head, desks, error) : NULL;
}

ZbPackage *
zb_set_desk_head (const ZbSetDesk *set)
{
  return set->head;
}

guint
zb_set_desk_n (const ZbSetDesk *set)
{
  return set->desks->len;
}

ZbDesk *
zb_set_desk_at (const ZbSetDesk *set, guint index)
{
  return set->desks->pdata[index];
}

ZbDesk *
zb_set_desk_find (const ZbSetDesk *set, const char *form)
{
  for (guint i = 0; i < set->desks->len; i++)
    if (strcmp (zb_report_form (report_at (set, i))->id, form) == 0)
      return set->desks->pdata[i];
  return NULL;
}

gboolean
zb_set_desk_needs (const ZbSetDesk *set, const char *form)
{
  const ZbForm *head = zb_package_form (set->head);
  const ZbSetMember *member = zb_filing_member (&head->filing, form);
  ZbDesk *desk = zb_set_desk_find (set, head->id);
  gboolean needed;

  if (!member)
    return strcmp (form, head->id) == 0;
  if (!desk || !zb_report_set_needs (member, zb_desk_report (desk), zb_desk_context (desk),
                                     set->catalogue, &needed, NULL))
    return !member->optional;
  return needed;
}

const GPtrArray *
zb_set_desk_faults (const ZbSetDesk *set)
{
  return set->faults;
}

ZbVerdict
zb_set_desk_verdict (const ZbSetDesk *set)
{
  ZbVerdict sum = {0};

  for (guint i = 0; i < set->desks->len; i++) {
    ZbVerdict verdict = zb_check_verdict (zb_desk_check (set->desks->pdata[i]));

    sum.hard += verdict.hard;
    sum.quasi += verdict.quasi;
    sum.soft += verdict.soft;
    sum.info += verdict.info;
    sum.to_explain += verdict.to_explain;
    sum.not_evaluable += verdict.not_evaluable;
    sum.waiting += verdict.waiting;
    sum.other_edition += verdict.other_edition;
    sum.not_owed += verdict.not_owed;
    sum.bureau_only += verdict.bureau_only;
    sum.passed += verdict.passed;
    sum.skipped += verdict.skipped;
  }
  return sum;
}

gboolean
zb_set_desk_may_send (const ZbSetDesk *set)
{
  ZbVerdict verdict = zb_set_desk_verdict (set);

  if (set->faults->len > 0)
    return FALSE;
  return zb_report_kind (report_at (set, 0)) == ZB_REPORT_WITHDRAWAL ||
         zb_verdict_may_send (&verdict);
}

GPtrArray *
zb_set_desk_stamp (ZbSetDesk *set)
{
  GPtrArray *reports = g_ptr_array_new ();

  for (guint i = 0; i < set->desks->len; i++) {
    zb_desk_stamp (set->desks->pdata[i]);
    g_ptr_array_add (reports, report_at (set, i));
  }
  return reports;
}
