/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-reading.h"

#include "forms/clock.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/report-private.h"
#include "forms/text.h"
#include "forms/xml-model.h"

#include <string.h>

/* Notes of one kind come sorted by the name of what they belong to. */
static gboolean
check_sorted (const char *what, const char *last, const char *name, GError **error)
{
  int order = last != NULL ? strcmp (name, last) : 1;

  if (order > 0)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                        order == 0 ? "%s %s is given twice" : "%s %s is not in order", what, name);
}

static gboolean
check_room (guint n_notes, const char *what, GError **error)
{
  if (n_notes < ZB_REPORT_MAX_NOTES)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_TOO_LARGE, error, "the report has more than %d %s",
                        ZB_REPORT_MAX_NOTES, what);
}

/* A text that cleaning would change would not be written again as it was signed. */
static gboolean
check_note_text (const char *what, const char *text, GError **error)
{
  if (zb_text_check_clean (text, ZB_REPORT_MAX_NOTE_LENGTH, error))
    return TRUE;
  g_prefix_error (error, "%s: ", what);
  return FALSE;
}

static gboolean
read_time (const char *text, gint64 *ret_time, GError **error)
{
  g_autofree char *canonical = NULL;

  if (!zb_time_parse (text, ret_time, error))
    return FALSE;
  canonical = zb_time_format (*ret_time);
  if (strcmp (canonical, text) != 0)
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "time=\"%s\" must be bureau time, %s",
                          text, canonical);
  return TRUE;
}

static gboolean
read_revision (const char *text, guint *ret_revision, GError **error)
{
  guint64 revision = 0;

  if (*text < '1' || *text > '9' || strspn (text, "0123456789") != strlen (text) ||
      !g_ascii_string_to_unsigned (text, 10, 1, 9999, &revision, NULL))
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error,
                          "revision=\"%s\" must be a whole number of 1 to 9999", text);
  *ret_revision = (guint)revision;
  return TRUE;
}

static gboolean
check_reason (const char *text, GError **error)
{
  if (zb_xml_is_name (text, ZB_XML_NAME_CODE))
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "reason=\"%.*s\" is no code of a reason", 40,
                        text);
}

void
zb_reading_clear_notes (ZbReportReading *reading)
{
  g_clear_pointer (&reading->explanation.rule, g_free);
  g_clear_pointer (&reading->explanation.operands, g_free);
  g_clear_pointer (&reading->explanation.reason, g_free);
  g_clear_pointer (&reading->explanation.author, g_free);
  g_clear_pointer (&reading->explanation.text, g_free);
  g_clear_pointer (&reading->change.cell, g_free);
  g_clear_pointer (&reading->change.from, g_free);
  g_clear_pointer (&reading->change.to, g_free);
}

gboolean
zb_reading_start_explanation (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  enum { RULE, REVISION, OPERANDS, REASON, AUTHOR, TIME, N };
  static const ZbAttributeNames names = {
      {"rule", "revision", "operands", "reason", "author", "time"}, N};
  guint n = zb_report_n_explanations (reading->report);
  const char *last = n > 0 ? zb_report_explanation (reading->report, n - 1)->rule : NULL;
  ZbExplanation *explanation = &reading->explanation;
  const char *values[N] = {NULL};

  if (!check_room (n, "explanations", error) ||
      !zb_reading_take_attributes (element, &names, values, error) ||
      !zb_reading_check_text ("rule", values[RULE], 200, error) ||
      !check_sorted ("the explanation of", last, values[RULE], error) ||
      !read_revision (values[REVISION], &explanation->revision, error) ||
      !zb_reading_check_digest ("operands", values[OPERANDS], error) ||
      !check_reason (values[REASON], error) ||
      !zb_reading_check_text ("author", values[AUTHOR], 200, error) ||
      !read_time (values[TIME], &explanation->time, error))
    return FALSE;
  zb_reading_clear_notes (reading);
  explanation->rule = g_strdup (values[RULE]);
  explanation->operands = g_strdup (values[OPERANDS]);
  explanation->reason = g_strdup (values[REASON]);
  explanation->author = g_strdup (values[AUTHOR]);
  return TRUE;
}

gboolean
zb_reading_end_explanation (ZbReportReading *reading, const char *text, GError **error)
{
  ZbExplanation *explanation = &reading->explanation;

  if (!check_note_text (explanation->rule, text, error))
    return FALSE;
  explanation->text = g_strdup (text);
  zb_report_take_explanation (reading->report, explanation);
  return TRUE;
}

static gboolean
check_item (const ZbReportReading *reading, const char *item, GError **error)
{
  g_autofree char *key = NULL;
  guint section, column;

  if (zb_form_split_item_id (reading->form, item, &section, &key, &column))
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "form %s has no cell “%.*s”",
                        reading->form->id, 60, item);
}

gboolean
zb_reading_start_change (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  enum { CELL, FROM, TO, N };
  static const ZbAttributeNames names = {{"cell", "from", "to"}, N};
  guint n = zb_report_n_prefill_changes (reading->report);
  const char *last = n > 0 ? zb_report_prefill_change (reading->report, n - 1)->cell : NULL;
  const char *values[N] = {NULL};

  if (!check_room (n, "changes of pre-filled cells", error) ||
      !zb_reading_take_attributes (element, &names, values, error) ||
      !check_item (reading, values[CELL], error) ||
      !check_sorted ("the change of", last, values[CELL], error) ||
      !check_note_text ("from", values[FROM], error) || !check_note_text ("to", values[TO], error))
    return FALSE;
  zb_reading_clear_notes (reading);
  reading->change.cell = g_strdup (values[CELL]);
  reading->change.from = g_strdup (values[FROM]);
  reading->change.to = g_strdup (values[TO]);
  return TRUE;
}

gboolean
zb_reading_end_change (ZbReportReading *reading, const char *text, GError **error)
{
  ZbPrefillChange change = reading->change;

  if (!check_note_text (change.cell, text, error))
    return FALSE;
  change.reason = (char *)text;
  zb_report_add_prefill_change (reading->report, &change);
  return TRUE;
}

gboolean
zb_reading_start_context (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  static const ZbAttributeNames names = {{"digest"}, 1};
  const char *digest = NULL;

  if (!zb_reading_take_attributes (element, &names, &digest, error) ||
      !zb_reading_check_digest ("digest", digest, error))
    return FALSE;
  zb_report_set_context_digest (reading->report, digest);
  return TRUE;
}

/* A name that the container's archive takes: one folder deep at most. */
static gboolean
check_file_name (const char *text, GError **error)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  gsize first = strspn (text, letters);
  gsize second = text[first] == '/' ? strspn (text + first + 1, letters) : 0;
  gsize length = text[first] == '/' ? first + 1 + second : first;

  if (text[length] == '\0' && first >= 1 && first <= 64 && (text[first] == '\0' || second >= 1) &&
      second <= 64)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "name=\"%.*s\" is no name of an attachment",
                        130, text);
}

static gboolean
read_size (const char *text, guint64 *ret_size, GError **error)
{
  if ((*text != '0' || text[1] == '\0') && strspn (text, "0123456789") == strlen (text) &&
      g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, ret_size, NULL))
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "size=\"%.*s\" must be a number of bytes",
                        40, text);
}

gboolean
zb_reading_start_attachment (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  enum { NAME, TYPE, SIZE, DIGEST, N };
  static const ZbAttributeNames names = {{"name", "type", "size", "digest"}, N};
  guint n = zb_report_n_attachments (reading->report);
  const char *last = n > 0 ? zb_report_attachment (reading->report, n - 1)->name : NULL;
  ZbAttachment attachment = {0};
  const char *values[N] = {NULL};

  if (!check_room (n, "attachments", error) ||
      !zb_reading_take_attributes (element, &names, values, error) ||
      !check_file_name (values[NAME], error) ||
      !check_sorted ("the attachment", last, values[NAME], error) ||
      !zb_reading_check_text ("type", values[TYPE], 100, error) ||
      !read_size (values[SIZE], &attachment.size, error) ||
      !zb_reading_check_digest ("digest", values[DIGEST], error))
    return FALSE;
  attachment.name = (char *)values[NAME];
  attachment.type = (char *)values[TYPE];
  attachment.digest = (char *)values[DIGEST];
  zb_report_attach (reading->report, &attachment);
  return TRUE;
}
