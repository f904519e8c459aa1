/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-reader.h"

#include "formats/xml-trace.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/near-name.h"
#include "forms/report-private.h"
#include "forms/report-reading.h"
#include "forms/text.h"

#include <string.h>

static gboolean
fail_attribute (const ZbXmlElement *element,
                const ZbAttributeNames *names,
                const char *name,
                GError **error)
{
  ZbNearName near = zb_near_name (name);
  g_autofree char *hint = NULL;

  for (guint i = 0; names->names[i] != NULL; i++)
    zb_near_name_offer (&near, names->names[i]);
  hint = zb_near_name_hint (&near);
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "<%s> takes no attribute “%s”%s",
               element->name, name, hint);
  return FALSE;
}

gboolean
zb_reading_take_attributes (const ZbXmlElement *element,
                            const ZbAttributeNames *names,
                            const char **values,
                            GError **error)
{
  const char *const *pair = element->attributes;

  for (; pair != NULL && pair[0] != NULL; pair += 2) {
    guint i = 0;

    while (names->names[i] != NULL && strcmp (names->names[i], pair[0]) != 0)
      i++;
    if (names->names[i] == NULL)
      return fail_attribute (element, names, pair[0], error);
    values[i] = pair[1];
  }
  for (guint i = 0; i < names->n_required; i++) {
    if (values[i] != NULL)
      continue;
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "<%s> lacks the attribute “%s”",
                 element->name, names->names[i]);
    return FALSE;
  }
  return TRUE;
}

gboolean
zb_reading_check_digest (const char *attribute, const char *text, GError **error)
{
  if (strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "%s=\"%.*s\" is no SHA-256 in lower-case hex", attribute, 70, text);
  return FALSE;
}

gboolean
zb_reading_check_text (const char *attribute, const char *text, guint max, GError **error)
{
  if (*text == '\0') {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "%s is empty", attribute);
    return FALSE;
  }
  if (zb_text_check_clean (text, max, error))
    return TRUE;
  g_prefix_error (error, "%s: ", attribute);
  return FALSE;
}

enum {
  HEAD_FORM,
  HEAD_EDITION,
  HEAD_PACKAGE,
  HEAD_UNIT,
  HEAD_PERIOD,
  HEAD_KIND,
  HEAD_REPLACES,
  HEAD_ON_BEHALF,
  N_HEAD
};

static const ZbAttributeNames head_names = {
    {"form", "edition", "package", "unit", "period", "kind", "replaces", "on-behalf"},
    HEAD_REPLACES};

/* "2023.1" taken apart. */
static gboolean
split_edition (const char *text, char **ret_edition, guint *ret_revision)
{
  const char *point = strrchr (text, '.');
  guint64 revision = 0;

  if (point == NULL || !g_ascii_string_to_unsigned (point + 1, 10, 0, 9999, &revision, NULL))
    return FALSE;
  *ret_edition = g_strndup (text, (gsize)(point - text));
  *ret_revision = (guint)revision;
  return TRUE;
}

static gboolean
check_named (const char *attribute, const char *text, const char *expected, GError **error)
{
  if (strcmp (text, expected) == 0)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
               "%s=\"%.*s\", but the package named is of %s", attribute, 40, text, expected);
  return FALSE;
}

static ZbPackage *
find_package (const ZbReportReading *reading, const char **values, GError **error)
{
  ZbPackage *package;

  if (reading->sample && strcmp (values[HEAD_PACKAGE], "sample") == 0) {
    g_autofree char *edition = NULL;
    guint revision = 0;

    if (split_edition (values[HEAD_EDITION], &edition, &revision))
      return zb_catalogue_find_edition (reading->catalogue, values[HEAD_FORM], edition, revision,
                                        error);
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "edition=\"%.*s\" must be an edition and revision such as 2023.1", 40,
                 values[HEAD_EDITION]);
    return NULL;
  }
  if (!zb_reading_check_digest ("package", values[HEAD_PACKAGE], error))
    return NULL;
  package = zb_catalogue_find_digest (reading->catalogue, values[HEAD_PACKAGE]);
  if (package == NULL)
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND,
                 "the package %s (form %.*s, edition %.*s) is unknown here", values[HEAD_PACKAGE],
                 40, values[HEAD_FORM], 40, values[HEAD_EDITION]);
  return package;
}

static gboolean
read_period (const ZbForm *form, const char *text, ZbPeriod *ret_period, GError **error)
{
  if (!zb_period_parse (text, ret_period, error))
    return FALSE;
  if (zb_form_serves (form, *ret_period))
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
               "form %s, edition %s.%u, does not serve the period %s", form->id, form->edition,
               form->revision, text);
  return FALSE;
}

static gboolean
read_kind (const char *text, ZbReportKind *ret_kind, GError **error)
{
  for (guint i = 0; zb_report_kind_names[i] != NULL; i++) {
    if (strcmp (zb_report_kind_names[i], text) != 0)
      continue;
    *ret_kind = (ZbReportKind)i;
    return TRUE;
  }
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "kind=\"%.*s\" must be normal, nil, correction or withdrawal", 40, text);
  return FALSE;
}

/* Only the notation: whether the check character is right is for the validators to say. */
static gboolean
check_unit (const char *text, GError **error)
{
  if (strlen (text) == 18 && strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 18)
    return TRUE;
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "unit=\"%.*s\" is not 18 upper-case letters and digits", 40, text);
  return FALSE;
}

static gboolean
check_optional (const char *attribute, const char *text, GError **error)
{
  return text == NULL || zb_reading_check_text (attribute, text, 100, error);
}

static gboolean
start_report (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  const char *values[N_HEAD] = {NULL};
  g_autofree char *edition = NULL;
  ZbPeriod period;
  ZbReportKind kind;
  ZbPackage *package;
  ZbForm *form;

  if (!zb_reading_take_attributes (element, &head_names, values, error))
    return FALSE;
  package = find_package (reading, values, error);
  if (package == NULL)
    return FALSE;
  form = zb_package_form (package);
  edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  if (!check_named ("form", values[HEAD_FORM], form->id, error) ||
      !check_named ("edition", values[HEAD_EDITION], edition, error) ||
      !check_unit (values[HEAD_UNIT], error) ||
      !read_period (form, values[HEAD_PERIOD], &period, error) ||
      !read_kind (values[HEAD_KIND], &kind, error) ||
      !check_optional ("replaces", values[HEAD_REPLACES], error) ||
      !check_optional ("on-behalf", values[HEAD_ON_BEHALF], error))
    return FALSE;
  reading->form = form;
  reading->report = zb_report_new (form, zb_package_digest (package), values[HEAD_UNIT], period);
  zb_report_set_kind (reading->report, kind);
  zb_report_set_replaces (reading->report, values[HEAD_REPLACES]);
  zb_report_set_on_behalf (reading->report, values[HEAD_ON_BEHALF]);
  return TRUE;
}

static gboolean
start_container (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  static const ZbAttributeNames none = {{NULL}, 0};

  return zb_reading_take_attributes (element, &none, NULL, error);
}

/* Which element may stand in which, and what reads it. A @leaf holds text, all else elements. The
 * parts of <report> stand in the order of this table. */
typedef struct {
  ZbReportPart parent;
  const char *name;
  ZbReportPart part;
  ZbPartStart start;
  ZbPartEnd end;   /* (nullable) for leaves only */
  gboolean filled; /* an element without children is refused */
} Element;

static const Element elements[] = {
    {ZB_PART_ROW, "c", ZB_PART_CELL, zb_reading_start_cell, zb_reading_end_cell, FALSE},
    {ZB_PART_SECTION, "c", ZB_PART_CELL, zb_reading_start_cell, zb_reading_end_cell, FALSE},
    {ZB_PART_SECTION, "row", ZB_PART_ROW, zb_reading_start_row, NULL, FALSE},
    {ZB_PART_DOCUMENT, "report", ZB_PART_REPORT, start_report, NULL, FALSE},
    {ZB_PART_REPORT, "head", ZB_PART_HEAD, start_container, NULL, TRUE},
    {ZB_PART_HEAD, "f", ZB_PART_FIELD, zb_reading_start_field, zb_reading_end_field, FALSE},
    {ZB_PART_REPORT, "s", ZB_PART_SECTION, zb_reading_start_section, NULL, TRUE},
    {ZB_PART_REPORT, "explanations", ZB_PART_EXPLANATIONS, start_container, NULL, TRUE},
    {ZB_PART_EXPLANATIONS, "explanation", ZB_PART_EXPLANATION, zb_reading_start_explanation,
     zb_reading_end_explanation, FALSE},
    {ZB_PART_REPORT, "prefill-changes", ZB_PART_CHANGES, start_container, NULL, TRUE},
    {ZB_PART_CHANGES, "change", ZB_PART_CHANGE, zb_reading_start_change, zb_reading_end_change,
     FALSE},
    {ZB_PART_REPORT, "context", ZB_PART_CONTEXT, zb_reading_start_context, NULL, FALSE},
    {ZB_PART_REPORT, "attachments", ZB_PART_ATTACHMENTS, start_container, NULL, TRUE},
    {ZB_PART_ATTACHMENTS, "attachment", ZB_PART_ATTACHMENT, zb_reading_start_attachment, NULL,
     FALSE},
};

static const Element *
find_element (ZbReportPart parent, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (elements[i].parent == parent && elements[i].name[0] == name[0] &&
        strcmp (elements[i].name, name) == 0)
      return &elements[i];
  return NULL;
}

static gboolean
fail_element (const ZbReportReading *reading, const char *name, GError **error)
{
  ZbReportPart parent = reading->open[reading->depth];
  ZbNearName near = zb_near_name (name);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    if (elements[i].parent == parent)
      zb_near_name_offer (&near, elements[i].name);
  hint = zb_near_name_hint (&near);
  if (parent == ZB_PART_DOCUMENT)
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "the document is a <%s>, not a <report>", name);
  else
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "<%s> has no place here%s", name,
                 hint);
  return FALSE;
}

/* Names of namespaces are the parser's, so that most need no comparing of letters. */
static gboolean
check_namespace (ZbReportReading *reading, const ZbXmlElement *element, GError **error)
{
  if (element->ns != NULL && element->ns == reading->ns)
    return TRUE;
  if (g_strcmp0 (element->ns, ZB_REPORT_NAMESPACE) == 0) {
    reading->ns = element->ns;
    return TRUE;
  }
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "<%s> is in the namespace “%s”, not in “" ZB_REPORT_NAMESPACE "”", element->name,
               element->ns != NULL ? element->ns : "");
  return FALSE;
}

static gboolean
check_order (ZbReportReading *reading, const Element *found, GError **error)
{
  gboolean repeats = found->part == ZB_PART_SECTION && reading->newest == ZB_PART_SECTION;

  if (found->parent != ZB_PART_REPORT)
    return TRUE;
  if (found->part <= reading->newest && !repeats) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "<%s> stands in the wrong place, or twice", found->name);
    return FALSE;
  }
  reading->newest = found->part;
  return TRUE;
}

static gboolean
start_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  ZbReportReading *reading = user_data;
  const Element *found = find_element (reading->open[reading->depth], element->name);

  if (found == NULL)
    return fail_element (reading, element->name, error);
  if (!check_namespace (reading, element, error) || !check_order (reading, found, error))
    return FALSE;
  reading->open[++reading->depth] = found->part;
  reading->n_children = 0;
  return found->start (reading, element, error);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  ZbReportReading *reading = user_data;
  const Element *found = find_element (reading->open[reading->depth - 1], name);
  guint n_children = reading->n_children;

  reading->depth--;
  reading->n_children = 1;
  if (found->end != NULL)
    return found->end (reading, text, error);
  if (!is_blank (text)) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "<%s> takes no text", name);
    return FALSE;
  }
  if (found->filled && n_children == 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "an empty <%s> is left out", name);
    return FALSE;
  }
  return TRUE;
}

static const ZbXmlHandler handler = {start_cb, end_cb};

static ZbReport *
finish (ZbReportReading *reading, gboolean read)
{
  zb_reading_clear_notes (reading);
  if (read)
    return reading->report;
  g_clear_pointer (&reading->report, zb_report_unref);
  return NULL;
}

static ZbReport *
read_report (const char *source,
             const void *bytes,
             gsize length,
             const ZbCatalogue *catalogue,
             gboolean sample,
             GError **error)
{
  ZbReportReading reading = {.catalogue = catalogue, .sample = sample, .field = -1, .section = -1};

  return finish (&reading, zb_xml_read (source, bytes, length, NULL, &handler, &reading, error));
}

ZbReport *
zb_report_read_trace (const char *source,
                      GBytes *trace,
                      const ZbCatalogue *catalogue,
                      GError **error)
{
  ZbReportReading reading = {.catalogue = catalogue, .field = -1, .section = -1};

  return finish (&reading, zb_xml_trace_read (source, trace, &handler, &reading, error));
}

ZbReport *
zb_report_read (const char *source,
                const void *bytes,
                gsize length,
                const ZbCatalogue *catalogue,
                GError **error)
{
  return read_report (source, bytes, length, catalogue, FALSE, error);
}

ZbReport *
zb_report_read_sample (const char *source,
                       const void *bytes,
                       gsize length,
                       const ZbCatalogue *catalogue,
                       GError **error)
{
  return read_report (source, bytes, length, catalogue, TRUE, error);
}
