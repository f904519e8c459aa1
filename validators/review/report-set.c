/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/report-set.h"

#include "validators/check.h"
#include "validators/error.h"

#include <stdarg.h>
#include <string.h>

void
zb_set_fault_free (ZbSetFault *fault)
{
  g_free (fault->form);
  zb_text_clear (&fault->text);
  g_free (fault);
}

/* The condition as a rule that fails where it holds. */
static ZbRuleset *
compile_condition (ZbForm *head,
                   const ZbSetMember *member,
                   const ZbCatalogue *catalogue,
                   GError **error)
{
  g_autofree char *rules =
      g_strdup_printf ("form %s revision %u\n\n#set info\n  when %s => false\n", head->id,
                       head->revision, member->when);
  g_autofree char *source =
      g_strdup_printf ("%s: <member form=\"%s\" when>", head->id, member->form);

  return zb_ruleset_compile (head, source, rules, catalogue, NULL, error);
}

gboolean
zb_report_set_needs (const ZbSetMember *member,
                     ZbReport *head,
                     ZbContext context,
                     const ZbCatalogue *catalogue,
                     gboolean *ret_needed,
                     GError **error)
{
  g_autoptr (ZbRuleset) ruleset = NULL;
  g_autoptr (ZbCheck) check = NULL;

  *ret_needed = !member->optional;
  if (member->when == NULL)
    return TRUE;
  ruleset = compile_condition (zb_report_form (head), member, catalogue, error);
  if (ruleset == NULL)
    return FALSE;
  check = zb_check_new (ruleset, head, context, ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  *ret_needed = zb_check_rule_has (check, 0, ZB_OUTCOME_FAIL);
  return TRUE;
}

static void
add_fault (GPtrArray *faults, ZbSetFaultKind kind, const char *form, char *zh, char *en)
{
  ZbSetFault *fault = g_new0 (ZbSetFault, 1);

  fault->kind = kind;
  fault->form = g_strdup (form);
  fault->text = (ZbText){zh, en};
  g_ptr_array_add (faults, fault);
}

static const ZbReport *
find (const GPtrArray *reports, guint n, const char *form)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (zb_report_form (reports->pdata[i])->id, form) == 0)
      return reports->pdata[i];
  return NULL;
}

/* What the report replaces must be one message for all, and a withdrawal is one of all. */
static gboolean
is_same_kind (const ZbReport *a, const ZbReport *b)
{
  gboolean withdraws_a = zb_report_kind (a) == ZB_REPORT_WITHDRAWAL;
  gboolean withdraws_b = zb_report_kind (b) == ZB_REPORT_WITHDRAWAL;

  return withdraws_a == withdraws_b &&
         g_strcmp0 (zb_report_replaces (a), zb_report_replaces (b)) == 0;
}

/* Of a report behind the head; the first thing that is wrong with it. */
static void
check_member (const GPtrArray *reports, guint index, GPtrArray *faults)
{
  const ZbReport *head = reports->pdata[0], *report = reports->pdata[index];
  const char *set = zb_report_form (head)->id, *form = zb_report_form (report)->id;
  g_autofree char *period = zb_period_to_string (zb_report_period (report));
  g_autofree char *wanted = zb_period_to_string (zb_report_period (head));

  if (find (reports, index, form) != NULL)
    add_fault (faults, ZB_SET_TWICE, form, g_strdup_printf ("%s 有两份", form),
               g_strdup_printf ("%s is there twice", form));
  else if (zb_filing_member (&zb_report_form (head)->filing, form) == NULL)
    add_fault (faults, ZB_SET_FOREIGN_FORM, form,
               g_strdup_printf ("%s 不属于 %s 这套报表", form, set),
               g_strdup_printf ("%s is not in the set %s", form, set));
  else if (strcmp (zb_report_unit (report), zb_report_unit (head)) != 0)
    add_fault (faults, ZB_SET_FOREIGN_UNIT, form,
               g_strdup_printf ("%s 是 %s 的，不是 %s 的", form, zb_report_unit (report),
                                zb_report_unit (head)),
               g_strdup_printf ("%s is of %s, not of %s", form, zb_report_unit (report),
                                zb_report_unit (head)));
  else if (!zb_period_equal (zb_report_period (report), zb_report_period (head)))
    add_fault (faults, ZB_SET_FOREIGN_PERIOD, form,
               g_strdup_printf ("%s 是 %s 期的，不是 %s 期的", form, period, wanted),
               g_strdup_printf ("%s is for %s, not for %s", form, period, wanted));
  else if (!is_same_kind (report, head))
    add_fault (
        faults, ZB_SET_OTHER_KIND, form,
        g_strdup_printf ("%s 与 %s 所更正或撤回的报文不同", form, set),
        g_strdup_printf ("%s does not correct or withdraw the message that %s does", form, set));
}

static void
add_missing (const char *form, ZbPeriod period, const ZbCatalogue *catalogue, GPtrArray *faults)
{
  ZbPackage *package = zb_catalogue_find (catalogue, form, period, NULL);
  const ZbText *title = package != NULL ? &zb_package_form (package)->title : NULL;

  add_fault (faults, ZB_SET_MISSING, form,
             title != NULL ? g_strdup_printf ("缺少 %s《%s》", form, zb_text_get (title, "zh"))
                           : g_strdup_printf ("缺少 %s", form),
             title != NULL ? g_strdup_printf ("%s (%s) is missing", form, zb_text_get (title, "en"))
                           : g_strdup_printf ("%s is missing", form));
}

GPtrArray *
zb_report_set_check (const GPtrArray *reports,
                     ZbContext context,
                     const ZbCatalogue *catalogue,
                     GError **error)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_set_fault_free);
  ZbReport *head = reports->pdata[0];
  const ZbFiling *filing = &zb_report_form (head)->filing;

  for (guint i = 1; i < reports->len; i++)
    check_member (reports, i, faults);
  for (guint i = 0; i < filing->n_members; i++) {
    const ZbSetMember *member = &filing->members[i];
    gboolean needed;

    if (find (reports, reports->len, member->form) != NULL)
      continue;
    if (!zb_report_set_needs (member, head, context, catalogue, &needed, error))
      return NULL;
    if (needed)
      add_missing (member->form, zb_report_period (head), catalogue, faults);
  }
  return g_steal_pointer (&faults);
}

char *
zb_set_faults_to_text (const GPtrArray *faults, const char *language)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *between = g_str_has_prefix (language, "zh") ? "；" : "; ";

  for (guint i = 0; i < faults->len; i++) {
    const ZbSetFault *fault = faults->pdata[i];

    g_string_append_printf (text, "%s%s", i > 0 ? between : "",
                            zb_text_get (&fault->text, language));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
zb_report_set_review (const ZbForm *form, const ZbCatalogue *catalogue, GError **error)
{
  for (guint i = 0; i < form->filing.n_members; i++) {
    const ZbSetMember *member = &form->filing.members[i];
    g_autoptr (ZbRuleset) ruleset = NULL;

    if (member->when == NULL)
      continue;
    ruleset = compile_condition ((ZbForm *)form, member, catalogue, error);
    if (ruleset == NULL)
      return FALSE;
  }
  return TRUE;
}
