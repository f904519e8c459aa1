/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-writer.h"

#include "formats/xml-writer.h"
#include "forms/clock.h"
#include "forms/form-lookup.h"
#include "forms/report-notes.h"
#include "forms/report-private.h"
#include "forms/report-reading.h"

static void
write_heading (ZbXmlWriter *writer, const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  g_autofree char *edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  char period[ZB_PERIOD_TEXT_SIZE];

  zb_xml_writer_attribute (writer, "xmlns", ZB_REPORT_NAMESPACE);
  zb_xml_writer_attribute (writer, "form", form->id);
  zb_xml_writer_attribute (writer, "edition", edition);
  zb_xml_writer_attribute (writer, "package", zb_report_package (report));
  zb_xml_writer_attribute (writer, "unit", zb_report_unit (report));
  zb_xml_writer_attribute (writer, "period", zb_period_format (zb_report_period (report), period));
  zb_xml_writer_attribute (writer, "kind", zb_report_kind_names[zb_report_kind (report)]);
  zb_xml_writer_attribute (writer, "replaces", zb_report_replaces (report));
  zb_xml_writer_attribute (writer, "on-behalf", zb_report_on_behalf (report));
}

static void
write_fields (ZbXmlWriter *writer, const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  gboolean begun = FALSE;

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    const char *text = zb_report_field (report, i);

    if (text == NULL)
      continue;
    if (!begun)
      zb_xml_writer_start (writer, "head");
    begun = TRUE;
    zb_xml_writer_start (writer, "f");
    zb_xml_writer_attribute (writer, "id", zb_form_field (form, i)->id);
    zb_xml_writer_text (writer, text);
    zb_xml_writer_end (writer);
  }
  if (begun)
    zb_xml_writer_end (writer);
}

static void
write_value (ZbXmlWriter *writer, const ZbReport *report, guint section, guint row, guint column)
{
  static const char *const states[] = {[ZB_STATE_NOT_APPLICABLE] = "na",
                                       [ZB_STATE_OUT_OF_SCOPE] = "scope",
                                       [ZB_STATE_WITHHELD] = "withheld"};
  ZbCell cell = zb_report_cell (report, section, row, column);
  char text[ZB_DECIMAL_TEXT_SIZE];
  ZbDecimal value;

  if (cell.state != ZB_STATE_VALUE) {
    zb_xml_writer_attribute (writer, "st", states[cell.state]);
    return;
  }
  if (zb_report_decimal (report, section, row, column, &value))
    zb_xml_writer_text (writer, zb_decimal_format (value, text));
  else
    zb_xml_writer_text (writer, cell.text);
}

/* Whether the cell says something that the form does not say already. */
static gboolean
is_written (const ZbReport *report, guint section, guint row, guint column)
{
  ZbCellState state = zb_report_cell (report, section, row, column).state;
  ZbCellSpec spec;

  if (state == ZB_STATE_BLANK)
    return FALSE;
  return state != ZB_STATE_NOT_APPLICABLE ||
         (zb_report_cell_spec (report, section, row, column, &spec) &&
          !(spec.flags & ZB_CELL_NOT_APPLICABLE));
}

static void
write_cell (ZbXmlWriter *writer, const ZbReport *report, guint section, guint row, guint column)
{
  const ZbSection *described = &zb_report_form (report)->sections[section];

  zb_xml_writer_start (writer, "c");
  if (!described->dynamic)
    zb_xml_writer_attribute (writer, "r", described->rows[row].code);
  zb_xml_writer_attribute (writer, "c", described->columns[column].code);
  write_value (writer, report, section, row, column);
  zb_xml_writer_end (writer);
}

static void
start_section (ZbXmlWriter *writer, const ZbSection *section, gboolean *begun)
{
  if (*begun)
    return;
  *begun = TRUE;
  zb_xml_writer_start (writer, "s");
  zb_xml_writer_attribute (writer, "id", section->id);
}

static void
write_section (ZbXmlWriter *writer, const ZbReport *report, guint section)
{
  const ZbSection *described = &zb_report_form (report)->sections[section];
  gboolean begun = FALSE;

  for (guint row = 0; row < zb_report_n_rows (report, section); row++) {
    if (described->dynamic) {
      start_section (writer, described, &begun);
      zb_xml_writer_start (writer, "row");
      zb_xml_writer_attribute (writer, "key", zb_report_row_key (report, section, row));
    }
    for (guint column = 0; column < described->n_columns; column++) {
      if (!is_written (report, section, row, column))
        continue;
      start_section (writer, described, &begun);
      write_cell (writer, report, section, row, column);
    }
    if (described->dynamic)
      zb_xml_writer_end (writer);
  }
  if (begun)
    zb_xml_writer_end (writer);
}

static void
write_explanations (ZbXmlWriter *writer, const ZbReport *report)
{
  guint n = zb_report_n_explanations (report);

  if (n == 0)
    return;
  zb_xml_writer_start (writer, "explanations");
  for (guint i = 0; i < n; i++) {
    const ZbExplanation *explanation = zb_report_explanation (report, i);
    g_autofree char *revision = g_strdup_printf ("%u", explanation->revision);
    g_autofree char *time = zb_time_format (explanation->time);

    zb_xml_writer_start (writer, "explanation");
    zb_xml_writer_attribute (writer, "rule", explanation->rule);
    zb_xml_writer_attribute (writer, "revision", revision);
    zb_xml_writer_attribute (writer, "operands", explanation->operands);
    zb_xml_writer_attribute (writer, "reason", explanation->reason);
    zb_xml_writer_attribute (writer, "author", explanation->author);
    zb_xml_writer_attribute (writer, "time", time);
    zb_xml_writer_text (writer, explanation->text);
    zb_xml_writer_end (writer);
  }
  zb_xml_writer_end (writer);
}

static void
write_prefill_changes (ZbXmlWriter *writer, const ZbReport *report)
{
  guint n = zb_report_n_prefill_changes (report);

  if (n == 0)
    return;
  zb_xml_writer_start (writer, "prefill-changes");
  for (guint i = 0; i < n; i++) {
    const ZbPrefillChange *change = zb_report_prefill_change (report, i);

    zb_xml_writer_start (writer, "change");
    zb_xml_writer_attribute (writer, "cell", change->cell);
    zb_xml_writer_attribute (writer, "from", change->from);
    zb_xml_writer_attribute (writer, "to", change->to);
    zb_xml_writer_text (writer, change->reason);
    zb_xml_writer_end (writer);
  }
  zb_xml_writer_end (writer);
}

static void
write_context (ZbXmlWriter *writer, const ZbReport *report)
{
  if (zb_report_context_digest (report) == NULL)
    return;
  zb_xml_writer_start (writer, "context");
  zb_xml_writer_attribute (writer, "digest", zb_report_context_digest (report));
  zb_xml_writer_end (writer);
}

static void
write_attachments (ZbXmlWriter *writer, const ZbReport *report)
{
  guint n = zb_report_n_attachments (report);

  if (n == 0)
    return;
  zb_xml_writer_start (writer, "attachments");
  for (guint i = 0; i < n; i++) {
    const ZbAttachment *attachment = zb_report_attachment (report, i);
    g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, attachment->size);

    zb_xml_writer_start (writer, "attachment");
    zb_xml_writer_attribute (writer, "name", attachment->name);
    zb_xml_writer_attribute (writer, "type", attachment->type);
    zb_xml_writer_attribute (writer, "size", size);
    zb_xml_writer_attribute (writer, "digest", attachment->digest);
    zb_xml_writer_end (writer);
  }
  zb_xml_writer_end (writer);
}

GBytes *
zb_report_write (const ZbReport *report)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  zb_xml_writer_start (writer, "report");
  write_heading (writer, report);
  write_fields (writer, report);
  for (guint i = 0; i < zb_report_form (report)->n_sections; i++)
    write_section (writer, report, i);
  write_explanations (writer, report);
  write_prefill_changes (writer, report);
  write_context (writer, report);
  write_attachments (writer, report);
  zb_xml_writer_end (writer);
  return zb_xml_writer_finish (writer);
}
