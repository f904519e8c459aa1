/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/finding-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/office/language.h"
#include "forms/form-lookup.h"

char *
zb_finding_dup_figure (const char *text)
{
  ZbDecimal value;
  const char *point = text != NULL ? strchr (text, '.') : NULL;
  guint scale = point != NULL ? (guint)strlen (point + 1) : 0;

  if (text == NULL)
    return g_strdup (_ ("blank"));
  if (scale > ZB_DECIMAL_MAX_SCALE || !zb_decimal_parse (text, scale, &value, NULL))
    return g_strdup (text);
  return zb_decimal_to_display (value);
}

char *
zb_finding_dup_sides (const ZbFinding *finding)
{
  const ZbFindingFigures *figures = zb_finding_figures (finding);

  if (figures->lhs == NULL || figures->rhs == NULL)
    return NULL;
  g_autofree char *lhs = zb_finding_dup_figure (figures->lhs);
  g_autofree char *rhs = zb_finding_dup_figure (figures->rhs);
  g_autofree char *difference = zb_finding_dup_figure (figures->difference);
  g_autofree char *tolerance = zb_finding_dup_figure (figures->tolerance);
  if (figures->tolerance == NULL || strcmp (figures->tolerance, "0") == 0)
    return g_strdup_printf (_ ("Left %s · right %s · difference %s"), lhs, rhs, difference);
  return g_strdup_printf (_ ("Left %s · right %s · difference %s (tolerance %s)"), lhs, rhs,
                          difference, tolerance);
}

static char *
dup_period (const char *text)
{
  ZbPeriod period;
  return zb_period_parse (text, &period, NULL)
             ? zb_period_to_display (period, zb_language_get (), FALSE)
             : g_strdup (text);
}

char *
zb_finding_dup_operand (const ZbOperand *operand, const char *form, const char *period)
{
  g_autofree char *figure = zb_finding_dup_figure (operand->value);
  const char *label = zb_language_text (&operand->label);

  if (g_strcmp0 (operand->form, form) == 0 && g_strcmp0 (operand->period, period) == 0)
    return g_strdup_printf (_ ("%s: %s"), label, figure);
  g_autofree char *when = dup_period (operand->period);
  /* Translators: form, period, cell, figure. */
  return g_strdup_printf (_ ("%s, %s, %s: %s"), operand->form, when, label, figure);
}

static char *
dup_earlier (const ZbDesk *desk, const ZbOperand *operand, ZbPeriod period)
{
  const ZbReport *report = zb_desk_earlier (desk, operand->form, period);
  const ZbForm *form = report != NULL ? zb_report_form (report) : NULL;
  int section = form != NULL ? zb_form_find_section (form, operand->section) : -1;
  int row = section >= 0 ? zb_report_find_row (report, (guint)section, operand->row) : -1;
  int column = row >= 0 ? zb_section_find_column (&form->sections[section], operand->column) : -1;

  if (column < 0)
    return NULL;
  g_autofree char *figure = zb_cell_entry_show (report, (guint)section, (guint)row, (guint)column);
  g_autofree char *when = zb_period_to_display (period, zb_language_get (), FALSE);
  return figure[0] != '\0' ? g_strdup_printf (_ ("%s: %s"), when, figure) : NULL;
}

char *
zb_finding_dup_history (const ZbDesk *desk, const ZbOperand *operand)
{
  static const int years_back[] = {0, 1};
  GString *text = g_string_new (NULL);
  ZbPeriod period;

  if (!zb_period_parse (operand->period, &period, NULL))
    return g_string_free (text, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (years_back); i++) {
    ZbPeriod earlier = zb_period_add (period, years_back[i] == 0 ? -1 : 0);
    earlier.year -= years_back[i];
    g_autofree char *one = dup_earlier (desk, operand, earlier);
    if (one != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", one);
  }
  return g_string_free (text, text->len == 0);
}

char *
zb_finding_dup_heading (const ZbFinding *finding)
{
  const char *severity = zb_language_text (zb_severity_label (finding->severity));

  if (finding->waiver != NULL)
    /* Translators: a severity, and why the bureau does not apply the rule. */
    return g_strdup_printf (_ ("%s · waived by the bureau: %s"), severity, finding->waiver);
  switch (finding->explanation) {
  case ZB_EXPLANATION_VALID:
    return g_strdup_printf (_ ("%s · explained"), severity);
  case ZB_EXPLANATION_VOID:
    return g_strdup_printf (_ ("%s · figures changed since it was explained"), severity);
  case ZB_EXPLANATION_REFUSED:
    return g_strdup_printf (_ ("%s · the explanation says too little"), severity);
  case ZB_EXPLANATION_NONE:
  default:
    return g_strdup (severity);
  }
}
