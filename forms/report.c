/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-private.h"

#include "forms/form-lookup.h"

const char *const zb_report_kind_names[] = {"normal", "nil", "correction", "withdrawal", NULL};

ZbReport *
zb_report_new (ZbForm *form, const char *package_digest, const char *unit, ZbPeriod period)
{
  ZbReport *report = g_atomic_rc_box_new0 (ZbReport);

  report->form = zb_form_ref (form);
  report->package = g_strdup (package_digest);
  report->unit = g_strdup (unit);
  report->period = period;
  report->fields = g_new0 (char *, zb_form_n_fields (form));
  report->sections = g_new0 (ZbSectionData, form->n_sections);
  for (guint i = 0; i < form->n_sections; i++) {
    zb_section_data_init (&report->sections[i], &form->sections[i]);
    report->n_cells += report->sections[i].n_rows * form->sections[i].n_columns;
  }
  zb_report_notes_init (report);
  return report;
}

ZbReport *
zb_report_copy (const ZbReport *report)
{
  const ZbForm *form = report->form;
  ZbReport *copy = g_atomic_rc_box_new0 (ZbReport);

  copy->form = zb_form_ref (report->form);
  copy->package = g_strdup (report->package);
  copy->unit = g_strdup (report->unit);
  copy->period = report->period;
  copy->kind = report->kind;
  copy->replaces = g_strdup (report->replaces);
  copy->on_behalf = g_strdup (report->on_behalf);
  copy->context_digest = g_strdup (report->context_digest);
  copy->fields = g_new0 (char *, zb_form_n_fields (form));
  for (guint i = 0; i < zb_form_n_fields (form); i++)
    copy->fields[i] = g_strdup (report->fields[i]);
  copy->n_cells = report->n_cells;
  copy->sections = g_new0 (ZbSectionData, form->n_sections);
  for (guint i = 0; i < form->n_sections; i++)
    zb_section_data_copy (&copy->sections[i], &report->sections[i], &form->sections[i]);
  zb_report_notes_copy (copy, report);
  return copy;
}

ZbReport *
zb_report_ref (ZbReport *report)
{
  return g_atomic_rc_box_acquire (report);
}

static void
clear_report (gpointer data)
{
  ZbReport *report = data;

  g_free (report->package);
  g_free (report->unit);
  g_free (report->replaces);
  g_free (report->on_behalf);
  g_free (report->context_digest);
  for (guint i = 0; i < zb_form_n_fields (report->form); i++)
    g_free (report->fields[i]);
  g_free (report->fields);
  for (guint i = 0; i < report->form->n_sections; i++)
    zb_section_data_clear (&report->sections[i], &report->form->sections[i]);
  g_free (report->sections);
  zb_report_notes_clear (report);
  zb_form_unref (report->form);
}

void
zb_report_unref (ZbReport *report)
{
  g_atomic_rc_box_release_full (report, clear_report);
}

void
zb_report_swap_contents (ZbReport *report, ZbReport *other)
{
  char **fields = report->fields;
  ZbSectionData *sections = report->sections;
  guint n_cells = report->n_cells;

  g_return_if_fail (report->form == other->form);
  report->fields = other->fields;
  report->sections = other->sections;
  report->n_cells = other->n_cells;
  other->fields = fields;
  other->sections = sections;
  other->n_cells = n_cells;
}

ZbForm *
zb_report_form (const ZbReport *report)
{
  return report->form;
}

const char *
zb_report_package (const ZbReport *report)
{
  return report->package;
}

const char *
zb_report_unit (const ZbReport *report)
{
  return report->unit;
}

ZbPeriod
zb_report_period (const ZbReport *report)
{
  return report->period;
}

ZbReportKind
zb_report_kind (const ZbReport *report)
{
  return report->kind;
}

void
zb_report_set_kind (ZbReport *report, ZbReportKind kind)
{
  report->kind = kind;
}

/* Keeps a copy, made first: the new text may be part of the old one. */
static void
replace_string (char **place, const char *text)
{
  char *copy = g_strdup (text);

  g_free (*place);
  *place = copy;
}

const char *
zb_report_replaces (const ZbReport *report)
{
  return report->replaces;
}

void
zb_report_set_replaces (ZbReport *report, const char *message_id)
{
  replace_string (&report->replaces, message_id);
}

const char *
zb_report_on_behalf (const ZbReport *report)
{
  return report->on_behalf;
}

void
zb_report_set_on_behalf (ZbReport *report, const char *who)
{
  replace_string (&report->on_behalf, who);
}

const char *
zb_report_context_digest (const ZbReport *report)
{
  return report->context_digest;
}

void
zb_report_set_context_digest (ZbReport *report, const char *digest)
{
  replace_string (&report->context_digest, digest);
}

const char *
zb_report_field (const ZbReport *report, guint field)
{
  g_return_val_if_fail (field < zb_form_n_fields (report->form), NULL);
  return report->fields[field];
}

/* The text as the report keeps it: figures with the decimals of their field. NULL with an error. */
static char *
canonical_field (const ZbCellSpec *spec, const char *text, GError **error)
{
  ZbDecimal value;

  if (spec->type == ZB_CELL_NUMBER)
    return zb_decimal_parse (text, spec->scale, &value, error) ? zb_decimal_to_string (value)
                                                               : NULL;
  return zb_cell_spec_check_text (spec, text, error) ? g_strdup (text) : NULL;
}

gboolean
zb_report_set_field (ZbReport *report, guint field, const char *text, GError **error)
{
  g_autofree char *canonical = NULL;
  const ZbField *described;

  g_return_val_if_fail (field < zb_form_n_fields (report->form), FALSE);
  if (text == NULL || *text == '\0') {
    g_clear_pointer (&report->fields[field], g_free);
    return TRUE;
  }
  described = zb_form_field (report->form, field);
  canonical = canonical_field (&described->spec, text, error);
  if (canonical == NULL) {
    g_prefix_error (error, "field %s: ", described->id);
    return FALSE;
  }
  g_free (report->fields[field]);
  report->fields[field] = g_steal_pointer (&canonical);
  return TRUE;
}
