/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-outline.h"

#include "tools/words.h"

#include <gio/gio.h>
#include <stdarg.h>
#include <string.h>

/* The parts of a line: a word, a code where it has one, and what stands between strokes. */
typedef struct {
  ZbFormDraft *draft;
  const char *code;
  char **parts; /* Chinese, English, further ones */
  guint n_parts;
} OutlineLine;

gboolean
zb_form_input_fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

static const char *
part (const OutlineLine *line, guint index)
{
  return index < line->n_parts ? line->parts[index] : "";
}

static ZbText
dup_text (const OutlineLine *line)
{
  const char *zh = part (line, 0), *en = part (line, 1);

  return (ZbText){g_strdup (zh), *en ? g_strdup (en) : NULL};
}

static ZbDraftSection *
current_section (ZbFormDraft *draft)
{
  guint n = draft->sections->len;

  return n > 0 ? draft->sections->pdata[n - 1] : zb_form_draft_add_section (draft);
}

/* The measure and decimals in parts @first and after it. */
static gboolean
read_measure (const OutlineLine *line,
              guint first,
              const ZbMeasure **ret_measure,
              int *ret_scale,
              GError **error)
{
  const char *measure = part (line, first), *scale = part (line, first + 1);
  guint64 decimals;

  if (*measure) {
    *ret_measure = zb_measure_find (measure);
    if (!*ret_measure)
      return zb_form_input_fail (error, _ ("there is no measure “%s”"), measure);
  }
  if (!*scale)
    return TRUE;
  if (!g_ascii_string_to_unsigned (scale, 10, 0, 6, &decimals, NULL))
    return zb_form_input_fail (error, _ ("“%s” is no number of decimals from 0 to 6"), scale);
  *ret_scale = (int)decimals;
  return TRUE;
}

static gboolean
add_section (const OutlineLine *line, GError **error)
{
  ZbDraftSection *section = zb_form_draft_add_section (line->draft);
  int scale = 0;

  section->title = dup_text (line);
  if (!read_measure (line, 2, &section->measure, &scale, error))
    return FALSE;
  section->scale = (guint)scale;
  return TRUE;
}

static gboolean
add_column (const OutlineLine *line, GError **error)
{
  ZbDraftColumn column = {g_strdup (line->code), dup_text (line), 0};

  g_array_append_val (current_section (line->draft)->columns, column);
  return TRUE;
}

static gboolean
add_row (const OutlineLine *line, GError **error)
{
  ZbDraftRow row = {g_strdup (line->code), dup_text (line), 0, NULL, -1, 0};

  row.indent = g_str_has_prefix (row.label.zh, "其中") ? 1 : 0;
  g_array_append_val (current_section (line->draft)->rows, row);
  GArray *rows = current_section (line->draft)->rows;
  ZbDraftRow *last = &g_array_index (rows, ZbDraftRow, rows->len - 1);
  return read_measure (line, 2, &last->measure, &last->scale, error);
}

static gboolean
add_list (const OutlineLine *line, GError **error)
{
  ZbDraftSection *section = current_section (line->draft);

  g_free (section->keys);
  g_free (section->key_level);
  section->keys = g_strdup (line->code);
  section->key_level = *part (line, 0) ? g_strdup (part (line, 0)) : NULL;
  zb_form_draft_use (line->draft, line->code);
  return TRUE;
}

static gboolean
add_field (const OutlineLine *line, GError **error)
{
  ZbDraftField field = {g_strdup (line->code), dup_text (line), ZB_CELL_TEXT, 40};

  g_array_append_val (line->draft->fields, field);
  return TRUE;
}

static const struct {
  const char *word;
  gboolean has_code, has_name;
  gboolean (*add) (const OutlineLine *line, GError **error);
} words[] = {
    {"section", FALSE, FALSE, add_section}, {"column", TRUE, TRUE, add_column},
    {"row", TRUE, TRUE, add_row},           {"list", TRUE, FALSE, add_list},
    {"field", TRUE, TRUE, add_field},
};

/* Cuts the first word off @rest. */
static char *
take_word (const char **rest)
{
  gsize length = strcspn (*rest, " \t");
  char *word = g_strndup (*rest, length);

  *rest += length;
  *rest += strspn (*rest, " \t");
  return word;
}

static gboolean
add_parts (ZbFormDraft *draft, gsize index, const char *rest, GError **error)
{
  g_autofree char *code = words[index].has_code ? take_word (&rest) : NULL;
  g_auto (GStrv) parts = g_strsplit (rest, "|", -1);
  OutlineLine line = {draft, code, parts, g_strv_length (parts)};

  for (guint i = 0; i < line.n_parts; i++)
    g_strstrip (parts[i]);
  if (code && !*code)
    return zb_form_input_fail (error, _ ("a code is missing after “%s”"), words[index].word);
  if (words[index].has_name && !*part (&line, 0))
    return zb_form_input_fail (error, _ ("a name is missing after “%s”"),
                               code ? code : words[index].word);
  return words[index].add (&line, error);
}

gboolean
zb_form_outline_add (ZbFormDraft *draft, const char *line, guint n, GError **error)
{
  const char *rest = line + strspn (line, " \t\r");
  gboolean added = FALSE;

  if (*rest == '\0' || *rest == '#')
    return TRUE;
  g_autofree char *plain = g_strchomp (g_strdup (rest));
  rest = plain;
  g_autofree char *word = take_word (&rest);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strcmp (words[i].word, word) != 0)
      continue;
    added = add_parts (draft, i, rest, error);
    if (!added)
      g_prefix_error (error, _ ("line %u: "), n);
    return added;
  }
  zb_form_input_fail (
      error, _ ("a line begins with section, column, row, list or field, not with “%s”"), word);
  g_prefix_error (error, _ ("line %u: "), n);
  return FALSE;
}

gboolean
zb_form_outline_read (ZbFormDraft *draft, const char *source, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++) {
    if (zb_form_outline_add (draft, lines[i], i + 1, error))
      continue;
    g_prefix_error (error, "%s: ", source);
    return FALSE;
  }
  return TRUE;
}
