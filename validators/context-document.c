/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/context-document.h"

#include "formats/error.h"
#include "formats/json-writer.h"
#include "formats/json.h"
#include "forms/error.h"
#include "forms/report-reader.h"

#include <string.h>

static void
context_report_free (gpointer data)
{
  ZbContextReport *report = data;

  g_free (report->form);
  g_free (report->period);
  g_free (report->state);
  g_free (report->digest);
  g_clear_pointer (&report->report, g_bytes_unref);
  g_free (report);
}

ZbContextDocument *
zb_context_document_new (void)
{
  g_autoptr (GHashTable) none = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return zb_context_document_new_of (none, NULL);
}

ZbContextDocument *
zb_context_document_new_of (GHashTable *attributes, char *attribute_lines)
{
  ZbContextDocument *document = g_new0 (ZbContextDocument, 1);

  document->attributes = g_hash_table_ref (attributes);
  document->attribute_lines = attribute_lines ? g_ref_string_acquire (attribute_lines) : NULL;
  document->joint = g_ptr_array_new_with_free_func (g_free);
  document->waivers = g_ptr_array_new_with_free_func (g_free);
  document->reports = g_ptr_array_new_with_free_func (context_report_free);
  return document;
}

void
zb_context_document_free (ZbContextDocument *document)
{
  g_hash_table_unref (document->attributes);
  g_clear_pointer (&document->attribute_lines, g_ref_string_release);
  g_ptr_array_unref (document->joint);
  g_ptr_array_unref (document->waivers);
  g_ptr_array_unref (document->reports);
  g_free (document->parameters);
  g_free (document->parameters_digest);
  g_free (document);
}

void
zb_context_document_add_report (ZbContextDocument *document,
                                const char *form,
                                const char *period,
                                const char *state,
                                const char *digest,
                                GBytes *report)
{
  ZbContextReport *added = g_new0 (ZbContextReport, 1);

  added->form = g_strdup (form);
  added->period = g_strdup (period);
  added->state = g_strdup (state);
  added->digest = g_strdup (digest);
  added->report = report ? g_bytes_ref (report) : NULL;
  g_ptr_array_add (document->reports, added);
}

/* Lines one behind the other, a NUL after the end of each. */
typedef struct {
  GString *text;
  GArray *starts; /* gsize, in @text */
} Lines;

static int
compare_lines (gconstpointer a, gconstpointer b, gpointer text)
{
  return strcmp ((const char *)text + *(const gsize *)a, (const char *)text + *(const gsize *)b);
}

/* A blank before it; nothing in it ends the line. */
static void
append_word (GString *line, const char *word)
{
  g_string_append_c (line, ' ');
  while (*word != '\0') {
    gsize plain = strcspn (word, "\n\\");

    g_string_append_len (line, word, (gssize)plain);
    word += plain;
    if (*word != '\0')
      g_string_append (line, *word++ == '\n' ? "\\n" : "\\\\");
  }
}

/* A line of its own, of @kind and the words up to NULL. */
static void G_GNUC_NULL_TERMINATED
add_line (Lines *lines, const char *kind, ...)
{
  const char *word;
  va_list words;

  g_array_append_val (lines->starts, lines->text->len);
  g_string_append (lines->text, kind);
  va_start (words, kind);
  while ((word = va_arg (words, const char *)) != NULL)
    append_word (lines->text, word);
  va_end (words);
  g_string_append_len (lines->text, "\n", sizeof "\n");
}

static void
add_lines (Lines *lines, const char *kind, const GPtrArray *words)
{
  for (guint i = 0; i < words->len; i++)
    add_line (lines, kind, words->pdata[i], NULL);
}

char *
zb_context_parameters_digest (const char *parameters)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, parameters, -1);
}

static Lines
lines_new (guint n)
{
  return (Lines){.text = g_string_new (NULL),
                 .starts = g_array_sized_new (FALSE, FALSE, sizeof (gsize), n)};
}

/* Puts them behind @sorted, in an order in which that of reading does not matter, and clears them.
 */
static void
lines_finish (Lines *lines, GString *sorted)
{
  g_array_sort_with_data (lines->starts, compare_lines, lines->text->str);
  for (guint i = 0; i < lines->starts->len; i++)
    g_string_append (sorted, lines->text->str + g_array_index (lines->starts, gsize, i));
  g_string_free (lines->text, TRUE);
  g_array_unref (lines->starts);
}

char *
zb_context_attribute_lines (GHashTable *attributes)
{
  g_autoptr (GString) sorted = g_string_new (NULL);
  Lines lines = lines_new (g_hash_table_size (attributes));
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    add_line (&lines, "attribute", name, value, NULL);
  lines_finish (&lines, sorted);
  return g_ref_string_new_len (sorted->str, (gssize)sorted->len);
}

/* Everything else that was looked at. */
static void
add_rest (Lines *lines, const ZbContextDocument *document)
{
  add_lines (lines, "joint", document->joint);
  add_lines (lines, "waiver", document->waivers);
  for (guint i = 0; i < document->reports->len; i++) {
    const ZbContextReport *report = document->reports->pdata[i];
    add_line (lines, "report", report->form, report->period, report->digest, NULL);
  }
  if (document->parameters_digest) {
    add_line (lines, "parameters", document->parameters_digest, NULL);
  } else if (document->parameters) {
    g_autofree char *digest = zb_context_parameters_digest (document->parameters);
    add_line (lines, "parameters", digest, NULL);
  }
}

/* All are sorted: those of attributes come before those of any other kind. */
GBytes *
zb_context_document_lines (const ZbContextDocument *document)
{
  Lines rest =
      lines_new (document->joint->len + document->waivers->len + document->reports->len + 1);
  char *attributes = document->attribute_lines ? g_ref_string_acquire (document->attribute_lines)
                                               : zb_context_attribute_lines (document->attributes);
  GString *sorted;

  add_rest (&rest, document);
  sorted = g_string_sized_new (g_ref_string_length (attributes) + rest.text->len);
  g_string_append (sorted, attributes);
  g_ref_string_release (attributes);
  lines_finish (&rest, sorted);
  return g_string_free_to_bytes (sorted);
}

char *
zb_context_document_digest (const ZbContextDocument *document)
{
  g_autoptr (GBytes) lines = zb_context_document_lines (document);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, lines);
}

static void
write_strings (ZbJsonWriter *writer, const char *key, const GPtrArray *strings)
{
  zb_json_writer_begin_array (writer, key);
  for (guint i = 0; i < strings->len; i++)
    zb_json_writer_string (writer, NULL, strings->pdata[i]);
  zb_json_writer_end_array (writer);
}

static void
write_attributes (ZbJsonWriter *writer, GHashTable *attributes)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (attributes), (GCompareFunc)strcmp);

  zb_json_writer_begin_object (writer, "attributes");
  for (GList *name = names; name; name = name->next)
    zb_json_writer_string (writer, name->data, g_hash_table_lookup (attributes, name->data));
  zb_json_writer_end_object (writer);
}

static void
write_report (ZbJsonWriter *writer, const ZbContextReport *report)
{
  gsize length = 0;
  gconstpointer bytes = report->report ? g_bytes_get_data (report->report, &length) : NULL;
  g_autofree char *text = report->report ? g_base64_encode (bytes, length) : NULL;

  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "form", report->form);
  zb_json_writer_string (writer, "period", report->period);
  zb_json_writer_string (writer, "state", report->state);
  zb_json_writer_string (writer, "digest", report->digest);
  zb_json_writer_string (writer, "report", text);
  zb_json_writer_end_object (writer);
}

char *
zb_context_document_write (const ZbContextDocument *document)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *digest = zb_context_document_digest (document);

  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "digest", digest);
  write_attributes (writer, document->attributes);
  write_strings (writer, "joint", document->joint);
  zb_json_writer_string (writer, "parameters", document->parameters);
  write_strings (writer, "waivers", document->waivers);
  zb_json_writer_begin_array (writer, "reports");
  for (guint i = 0; i < document->reports->len; i++)
    write_report (writer, document->reports->pdata[i]);
  zb_json_writer_end_array (writer);
  zb_json_writer_end_object (writer);
  return zb_json_writer_finish (writer);
}

static void
read_strings (const ZbJson *json, GPtrArray *strings)
{
  for (guint i = 0; json && i < zb_json_length (json); i++)
    if (zb_json_string (zb_json_at (json, i)))
      g_ptr_array_add (strings, g_strdup (zb_json_string (zb_json_at (json, i))));
}

static gboolean
read_report (const char *source, const ZbJson *json, ZbContextDocument *document, GError **error)
{
  const char *form = zb_json_get_string (json, "form");
  const char *period = zb_json_get_string (json, "period");
  const char *digest = zb_json_get_string (json, "digest");
  const char *text = zb_json_get_string (json, "report");
  g_autoptr (GBytes) bytes = NULL;

  if (!form || !period || !digest) {
    g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                 "%s: a report without form, period or digest", source);
    return FALSE;
  }
  if (text) {
    gsize length = 0;
    guchar *data = g_base64_decode (text, &length);
    bytes = g_bytes_new_take (data, length);
  }
  zb_context_document_add_report (document, form, period, zb_json_get_string (json, "state"),
                                  digest, bytes);
  return TRUE;
}

static gboolean
read_attributes (const char *source,
                 const ZbJson *attributes,
                 ZbContextDocument *document,
                 GError **error)
{
  for (guint i = 0; attributes && i < zb_json_n_members (attributes); i++) {
    const char *name = zb_json_member_name (attributes, i);
    const char *value = zb_json_get_string (attributes, name);

    if (!value) {
      g_set_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED,
                   "%s: the attribute %s is no text", source, name);
      return FALSE;
    }
    g_hash_table_replace (document->attributes, g_strdup (name), g_strdup (value));
  }
  return TRUE;
}

static gboolean
read_content (const char *source, const ZbJson *json, ZbContextDocument *document, GError **error)
{
  const ZbJson *attributes = zb_json_get (json, "attributes");
  const ZbJson *reports = zb_json_get (json, "reports");

  if (!read_attributes (source, attributes, document, error))
    return FALSE;
  read_strings (zb_json_get (json, "joint"), document->joint);
  read_strings (zb_json_get (json, "waivers"), document->waivers);
  document->parameters = g_strdup (zb_json_get_string (json, "parameters"));
  for (guint i = 0; reports && i < zb_json_length (reports); i++)
    if (!read_report (source, zb_json_at (reports, i), document, error))
      return FALSE;
  return TRUE;
}

ZbContextDocument *
zb_context_document_read (const char *source, const char *text, gsize length, GError **error)
{
  g_autoptr (ZbJson) json = zb_json_read (source, text, length, ZB_CONTEXT_MAX_BYTES, error);
  g_autoptr (ZbContextDocument) document = zb_context_document_new ();

  if (!json || !read_content (source, json, document, error))
    return NULL;
  g_autofree char *digest = zb_context_document_digest (document);
  if (g_strcmp0 (digest, zb_json_get_string (json, "digest")) != 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH,
                 "%s: the digest is not that of the content", source);
    return NULL;
  }
  return g_steal_pointer (&document);
}

/* "FORM PERIOD" into its two parts; FALSE if it is none. */
static gboolean
split_period (const char *text, char **ret_form, ZbPeriod *ret_period)
{
  const char *blank = strchr (text, ' ');

  if (!blank || !zb_period_parse (blank + 1, ret_period, NULL))
    return FALSE;
  *ret_form = g_strndup (text, (gsize)(blank - text));
  return TRUE;
}

static void
open_words (const ZbContextDocument *document, ZbMemoryContext *context)
{
  for (guint i = 0; i < document->joint->len; i++) {
    g_autofree char *form = NULL;
    ZbPeriod period;

    const char *text = document->joint->pdata[i];
    gboolean joint = text[0] != '!';

    if (split_period (text + !joint, &form, &period))
      zb_memory_context_set_joint (context, form, period, joint);
  }
  for (guint i = 0; i < document->waivers->len; i++) {
    const char *text = document->waivers->pdata[i];
    const char *blank = strchr (text, ' ');
    g_autofree char *rule = blank ? g_strndup (text, (gsize)(blank - text)) : g_strdup (text);

    zb_memory_context_add_waiver (context, rule, blank ? blank + 1 : "");
  }
}

static gboolean
open_report (const ZbContextReport *report,
             const ZbCatalogue *catalogue,
             ZbMemoryContext *context,
             GError **error)
{
  gsize length = 0;
  const char *bytes = report->report ? g_bytes_get_data (report->report, &length) : NULL;
  g_autoptr (GError) failure = NULL;

  if (!bytes)
    return TRUE;
  g_autoptr (ZbReport) read = zb_report_read (report->form, bytes, length, catalogue, &failure);
  if (read) {
    zb_memory_context_add_report (context, read);
    return TRUE;
  }
  if (g_error_matches (failure, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

ZbMemoryContext *
zb_context_document_open (const ZbContextDocument *document,
                          const ZbCatalogue *catalogue,
                          GError **error)
{
  g_autoptr (ZbMemoryContext) context = zb_memory_context_new (catalogue);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, document->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    zb_memory_context_set_attribute (context, name, value);
  open_words (document, context);
  if (document->parameters) {
    ZbParameters *parameters = zb_parameters_read ("parameters", document->parameters,
                                                   strlen (document->parameters), error);
    if (!parameters)
      return NULL;
    zb_memory_context_take_parameters (context, parameters);
  }
  for (guint i = 0; i < document->reports->len; i++)
    if (!open_report (document->reports->pdata[i], catalogue, context, error))
      return NULL;
  return g_steal_pointer (&context);
}
