/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/form-changes.h"

#include <string.h>

static void
compare_texts (ZbChangeList *list, const char *name, const ZbText *before, const ZbText *after)
{
  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL, name,
                          zb_text_get (before, list->language),
                          zb_text_get (after, list->language));
}

static char *
dup_period (const ZbChangeList *list, ZbPeriod period)
{
  return period.year ? zb_period_to_display (period, list->language, FALSE)
                     : g_strdup (zb_change_list_say (list, "未定", "open"));
}

static void
compare_periods (ZbChangeList *list, const char *name, ZbPeriod before, ZbPeriod after)
{
  g_autofree char *old = dup_period (list, before);
  g_autofree char *new = dup_period (list, after);

  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL, name, old, new);
}

static const char *
name_kind (const ZbChangeList *list, ZbPeriodKind kind)
{
  static const char *const zh[] = {"年", "半年", "季", "月", "旬"};
  static const char *const en[] = {"year", "half-year", "quarter", "month", "ten days"};

  return zb_change_list_say (list, zh[kind], en[kind]);
}

static const char *
name_january (const ZbChangeList *list, ZbJanuary january)
{
  static const char *const zh[] = {"照常报送", "免报", "与2月合并报送"};
  static const char *const en[] = {"collected", "exempt", "joint with February"};

  return zb_change_list_say (list, zh[january], en[january]);
}

static void
compare_headings (ZbChangeList *list, const ZbForm *before, const ZbForm *after)
{
  compare_texts (list, zb_change_list_say (list, "表名", "title"), &before->title, &after->title);
  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL,
                          zb_change_list_say (list, "表号", "form number"), before->code,
                          after->code);
  compare_texts (list, zb_change_list_say (list, "制定机关", "issuer"), &before->issuer,
                 &after->issuer);
  compare_texts (list, zb_change_list_say (list, "文号", "document"), &before->document,
                 &after->document);
  compare_periods (list, zb_change_list_say (list, "启用", "valid from"), before->valid_from,
                   after->valid_from);
  compare_periods (list, zb_change_list_say (list, "有效期至", "valid until"), before->expires,
                   after->expires);
  zb_change_list_compare (
      list, ZB_CHANGES_HEADING, NULL, zb_change_list_say (list, "报告期别", "kind of period"),
      name_kind (list, before->period_kind), name_kind (list, after->period_kind));
  zb_change_list_compare (
      list, ZB_CHANGES_HEADING, NULL, zb_change_list_say (list, "1月", "January"),
      name_january (list, before->january), name_january (list, after->january));
  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL,
                          zb_change_list_say (list, "填报范围", "who reports"), before->respondents,
                          after->respondents);
  compare_texts (list, zb_change_list_say (list, "说明", "notes"), &before->note, &after->note);
}

/* "VAT-1-1, VAT-1-2, (VAT-1-4)": what need not be there in brackets. NULL where there is no set. */
static char *
tell_set (const ZbForm *form)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < form->filing.n_members; i++) {
    const ZbSetMember *member = &form->filing.members[i];

    g_string_append_printf (text, member->optional ? "%s(%s)" : "%s%s", i > 0 ? ", " : "",
                            member->form);
  }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static char *
tell_correction (const ZbChangeList *list, const ZbForm *form)
{
  switch (form->filing.correction) {
  case ZB_CORRECTION_PERMIT:
    return g_strdup_printf (
        zb_change_list_say (list, "验收后经特批，%u日内更正", "by a permit for %u days"),
        form->filing.correction_days);
  case ZB_CORRECTION_NOTE:
    return g_strdup (
        zb_change_list_say (list, "在下期累计数中说明", "a note in the next cumulative report"));
  default:
    return g_strdup (zb_change_list_say (list, "关闭前可以更正", "free until the period closes"));
  }
}

static void
compare_filing (ZbChangeList *list, const ZbForm *before, const ZbForm *after)
{
  g_autofree char *set_before = tell_set (before), *set_after = tell_set (after);
  g_autofree char *old = tell_correction (list, before), *new = tell_correction (list, after);

  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL,
                          zb_change_list_say (list, "同时报送的表", "reported together with"),
                          set_before, set_after);
  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL,
                          zb_change_list_say (list, "更正", "corrections"), old, new);
  g_autofree char *signed_before =
      zb_signing_roles_to_words (before->filing.roles, zb_change_list_say (list, "zh", "en"));
  g_autofree char *signed_after =
      zb_signing_roles_to_words (after->filing.roles, zb_change_list_say (list, "zh", "en"));
  zb_change_list_compare (list, ZB_CHANGES_HEADING, NULL,
                          zb_change_list_say (list, "签名", "signed by"), signed_before,
                          signed_after);
  compare_texts (list, zb_change_list_say (list, "声明", "disclaimer"), &before->filing.disclaimer,
                 &after->filing.disclaimer);
}

static char *
tell_day (const ZbChangeList *list, guint days, guint minute)
{
  return g_strdup_printf (
      zb_change_list_say (list, "期后第%u日%02u:%02u前", "day %u after the period, %02u:%02u"),
      days, minute / 60, minute % 60);
}

static char *
tell_deadline (const ZbChangeList *list, const ZbForm *form)
{
  g_autofree char *day = tell_day (list, form->deadline_days, form->deadline_minute);

  return g_strconcat (
      day,
      form->deadline_rolls
          ? zb_change_list_say (list, "，遇周末顺延", ", or the next workday if that is a weekend")
          : "",
      NULL);
}

static const ZbCutOff *
find_cut_off (const ZbForm *form, const char *level)
{
  for (guint i = 0; i < form->n_cut_offs; i++)
    if (strcmp (form->cut_offs[i].level, level) == 0)
      return &form->cut_offs[i];
  return NULL;
}

static void
compare_cut_off (ZbChangeList *list, const char *level, const ZbForm *before, const ZbForm *after)
{
  const ZbCutOff *old = find_cut_off (before, level), *new = find_cut_off (after, level);
  g_autofree char *old_text = old ? tell_day (list, old->days, old->minute) : NULL;
  g_autofree char *new_text = new ? tell_day (list, new->days, new->minute) : NULL;
  g_autofree char *name =
      g_strdup_printf (zb_change_list_say (list, "审核截止（%s）", "reviewed until (%s)"), level);

  zb_change_list_compare (list, ZB_CHANGES_DEADLINE, NULL, name, old_text, new_text);
}

static void
compare_deadlines (ZbChangeList *list, const ZbForm *before, const ZbForm *after)
{
  g_autofree char *old = tell_deadline (list, before);
  g_autofree char *new = tell_deadline (list, after);

  zb_change_list_compare (list, ZB_CHANGES_DEADLINE, NULL,
                          zb_change_list_say (list, "报送时间", "deadline"), old, new);
  for (guint i = 0; i < before->n_cut_offs; i++)
    compare_cut_off (list, before->cut_offs[i].level, before, after);
  for (guint i = 0; i < after->n_cut_offs; i++)
    if (!find_cut_off (before, after->cut_offs[i].level))
      compare_cut_off (list, after->cut_offs[i].level, before, after);
}

static const ZbField *
find_field (const ZbField *fields, guint n, const char *id)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (fields[i].id, id) == 0)
      return &fields[i];
  return NULL;
}

static void
add_field (ZbChangeList *list, ZbChangeKind kind, const ZbField *field)
{
  ZbChange change = {ZB_CHANGES_FIELDS,
                     kind,
                     field->id,
                     (char *)zb_text_get (&field->label, list->language),
                     NULL,
                     NULL};

  zb_change_list_add (list, &change);
}

static const char *
tell_need (const ZbChangeList *list, const ZbField *field)
{
  return field->spec.flags & ZB_CELL_REQUIRED ? zb_change_list_say (list, "必填", "required")
                                              : zb_change_list_say (list, "可不填", "optional");
}

static void
compare_field (ZbChangeList *list, const ZbField *before, const ZbField *after)
{
  const char *old = zb_text_get (&before->label, list->language);
  const char *new = zb_text_get (&after->label, list->language);
  ZbChange renamed = {ZB_CHANGES_FIELDS, ZB_CHANGE_RENAMED, after->id, NULL,
                      (char *)old,       (char *)new};

  if (strcmp (old, new) != 0)
    zb_change_list_add (list, &renamed);
  zb_change_list_compare (list, ZB_CHANGES_FIELDS, after->id, new, tell_need (list, before),
                          tell_need (list, after));
}

static void
compare_fields (
    ZbChangeList *list, const ZbField *before, guint n_before, const ZbField *after, guint n_after)
{
  for (guint i = 0; i < n_before; i++) {
    const ZbField *now = find_field (after, n_after, before[i].id);

    if (now)
      compare_field (list, &before[i], now);
    else
      add_field (list, ZB_CHANGE_DROPPED, &before[i]);
  }
  for (guint i = 0; i < n_after; i++)
    if (!find_field (before, n_before, after[i].id))
      add_field (list, ZB_CHANGE_ADDED, &after[i]);
}

ZbChangeList *
zb_form_changes (const ZbPackage *before,
                 const ZbPackage *after,
                 const ZbCatalogue *catalogue,
                 const char *language)
{
  const ZbForm *old = zb_package_form (before), *new = zb_package_form (after);
  ZbChangeList *list = zb_change_list_new (language);

  list->title = g_strdup_printf ("%s %s", new->code, zb_text_get (&new->title, list->language));
  list->before = g_strdup (zb_package_name (before));
  list->after = g_strdup (zb_package_name (after));
  compare_headings (list, old, new);
  compare_filing (list, old, new);
  compare_deadlines (list, old, new);
  compare_fields (list, old->fields, old->n_fields, new->fields, new->n_fields);
  compare_fields (list, old->signers, old->n_signers, new->signers, new->n_signers);
  zb_section_changes_add (list, old, new);
  zb_rule_changes_add (list, before, after, catalogue);
  return list;
}
