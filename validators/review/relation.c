/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/relation.h"

#include "forms/form-lookup.h"
#include "forms/near-name.h"
#include "validators/language/parser.h"

#include <string.h>

/* One relation while it is written anew. */
typedef struct {
  const ZbRelationSource *source;
  const char *at;
  GString *out;
  gboolean bare; /* numbers that are codes stand for rows */
  gboolean failed;
  const char *other; /* (nullable) form of the reference that is read */
  char *period;      /* (nullable) offset of it: "@-1m" */
  char *each;        /* (nullable) "r in 03..08" of a relation row by row */
} Relation;

static void fail (Relation *relation, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
fail (Relation *relation, const char *format, ...)
{
  const ZbRuleText *text = relation->source->text;
  g_autofree char *message = NULL;
  va_list arguments;

  if (relation->failed)
    return;
  relation->failed = TRUE;
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  zb_diagnose (relation->source->diagnostics, text, (gsize)(relation->at - text->folded->str), TRUE,
               message);
}

/* "A." where the form has several sections. */
static const char *
section_prefix (const ZbForm *form, guint section, char *buffer, gsize size)
{
  if (form->n_sections < 2)
    return "";
  g_snprintf (buffer, size, "%s.", form->sections[section].id);
  return buffer;
}

static void
append_code (GString *out, const char *code)
{
  g_string_append_printf (out, zb_lexer_is_code (code) ? "%s" : "\"%s\"", code);
}

/* "A.03..05": rows of a section. */
static void
append_rows (GString *out, const ZbForm *form, const ZbSheetPlace *first, const ZbSheetPlace *last)
{
  const ZbSection *section = &form->sections[first->section];
  char buffer[32];

  g_string_append (out, section_prefix (form, first->section, buffer, sizeof buffer));
  append_code (out, section->rows[first->row].code);
  if (last->row == first->row)
    return;
  g_string_append (out, "..");
  append_code (out, section->rows[last->row].code);
}

static void
append_columns (GString *out,
                const ZbForm *form,
                const ZbSheetPlace *first,
                const ZbSheetPlace *last)
{
  const ZbSection *section = &form->sections[first->section];

  append_code (out, section->columns[first->column].code);
  if (last->column == first->column)
    return;
  g_string_append (out, "..");
  append_code (out, section->columns[last->column].code);
}

/* The form that a reference means: NULL where it is not installed. */
static const ZbForm *
referred_form (const Relation *relation)
{
  const ZbCatalogue *catalogue = relation->source->catalogue;
  guint n = catalogue == NULL ? 0 : zb_catalogue_n_packages (catalogue);

  if (relation->other == NULL)
    return relation->source->form;
  for (guint i = 0; i < n; i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    if (strcmp (form->id, relation->other) == 0 || g_strcmp0 (form->code, relation->other) == 0)
      return form;
  }
  return NULL;
}

static void
begin_cell (Relation *relation)
{
  if (relation->other != NULL)
    g_string_append_printf (relation->out, "%s:", relation->other);
  g_string_append_c (relation->out, '[');
}

static void
end_cell (Relation *relation)
{
  g_string_append_printf (relation->out, "]%s", relation->period == NULL ? "" : relation->period);
  relation->other = NULL;
  g_clear_pointer (&relation->period, g_free);
}

/* A row by its code; FALSE if the form has none. */
static gboolean
write_row (Relation *relation, const char *code)
{
  const ZbForm *form = referred_form (relation);
  ZbSheetPlace place;

  if (form != NULL && !zb_sheet_find_row (form, code, &place))
    return FALSE;
  begin_cell (relation);
  if (form == NULL)
    append_code (relation->out, code);
  else
    append_rows (relation->out, form, &place, &place);
  end_cell (relation);
  return TRUE;
}

/* Reads "C3" and finds it in the form that is meant; bytes read, 0 with an error. */
static gsize
read_cell (Relation *relation, const char *at, ZbSheetPlace *ret_place)
{
  const ZbForm *form = referred_form (relation);
  const ZbSheetAnchor *anchor =
      relation->source->has_anchor && relation->other == NULL ? &relation->source->anchor : NULL;
  guint column, row;
  gsize length = zb_sheet_scan (at, &column, &row);
  gsize n_letters = strcspn (at, "0123456789");
  g_autofree char *letters = g_strndup (at, n_letters);
  g_autofree char *digits = length == 0 ? NULL : g_strndup (at + n_letters, length - n_letters);

  if (length > 0 && form != NULL && zb_sheet_find (form, anchor, letters, digits, ret_place))
    return length;
  relation->at = at;
  if (relation->other != NULL)
    fail (relation, "%s has no column %s with a row %s: write %s:[row,column]", relation->other,
          letters, digits, relation->other);
  else
    fail (relation,
          "%.*s has no place in %s: say where the sheet begins, as in “grid C3 = [%s,%s]”",
          (int)length, at, form->id,
          form->sections[0].n_rows == 0 ? "row" : form->sections[0].rows[0].code,
          form->sections[0].columns[0].code);
  return 0;
}

/* C3, or C3:F8, as cells in brackets. */
static void
write_cells (Relation *relation)
{
  const ZbForm *form = referred_form (relation);
  ZbSheetPlace first, last;
  gsize length;

  if (form == NULL) {
    gsize letters = strcspn (relation->at, "0123456789");
    gsize digits = strspn (relation->at + letters, "0123456789");

    begin_cell (relation);
    g_string_append_printf (relation->out, "%.*s,%.*s", (int)digits, relation->at + letters,
                            (int)letters, relation->at);
    end_cell (relation);
    relation->at += letters + digits;
    return;
  }
  length = read_cell (relation, relation->at, &first);
  if (length == 0)
    return;
  last = first;
  relation->at += length;
  if (*relation->at == ':') {
    length = read_cell (relation, relation->at + 1, &last);
    relation->at += length == 0 ? 0 : 1 + length;
  }
  if (relation->failed)
    return;
  begin_cell (relation);
  append_rows (relation->out, form, &first, &last);
  g_string_append_c (relation->out, ',');
  append_columns (relation->out, form, &first, &last);
  end_cell (relation);
}

/* [C3:C8]: one row after the other, [C3:F3]: one column after the other. */
static void
write_span (Relation *relation)
{
  const ZbForm *form = relation->source->form;
  g_autoptr (GString) each = g_string_new (NULL);
  ZbSheetPlace first, last;
  gsize length = read_cell (relation, relation->at + 1, &first);
  gboolean by_rows;

  if (length == 0)
    return;
  relation->at += 1 + length;
  length = *relation->at == ':' ? read_cell (relation, relation->at + 1, &last) : 0;
  if (length == 0 || relation->at[1 + length] != ']') {
    fail (relation, "a span has its first and its last cell, as in [C3:C8]");
    return;
  }
  by_rows = first.column == last.column;
  if (!by_rows && first.row != last.row) {
    fail (relation, "a span runs down one column or along one row");
    return;
  }
  g_string_append (each, by_rows ? "r in " : "c in ");
  if (by_rows)
    append_rows (each, form, &first, &last);
  else
    append_columns (each, form, &first, &last);
  if (relation->each != NULL && strcmp (relation->each, each->str) != 0) {
    fail (relation, "the spans of one relation must run over the same rows, or the same columns");
    return;
  }
  relation->at += length + 2;
  g_free (relation->each);
  relation->each = g_strdup (each->str);
  begin_cell (relation);
  if (by_rows) {
    g_string_append (relation->out, "r,");
    append_columns (relation->out, form, &first, &first);
  } else {
    append_rows (relation->out, form, &first, &first);
    g_string_append (relation->out, ",c");
  }
  end_cell (relation);
}

/* "@-1" before a cell: the period before, in the form's own step. */
static gboolean
read_period (Relation *relation)
{
  static const char steps[] = {'y', 'h', 'q', 'm', 'd'};
  gsize digits;

  if (relation->at[0] != '@' || relation->at[1] != '-')
    return FALSE;
  digits = strspn (relation->at + 2, "0123456789");
  if (digits == 0 || digits > 3 || g_ascii_islower (relation->at[2 + digits]))
    return FALSE;
  g_free (relation->period);
  relation->period = g_strdup_printf ("@-%.*s%c", (int)digits, relation->at + 2,
                                      steps[relation->source->form->period_kind]);
  relation->at += 2 + digits;
  return TRUE;
}

/* "SJ_02->" before a cell or a row in parentheses. Form ids have hyphens for underscores. */
static gboolean
read_form (Relation *relation)
{
  gsize length = 0;
  const char *after;
  guint column, row;
  char *name;

  while (g_ascii_isalnum (relation->at[length]) || relation->at[length] == '_' ||
         (relation->at[length] == '-' && relation->at[length + 1] != '>'))
    length++;
  after = relation->at + length + 2;
  if (length == 0 || !g_str_has_prefix (relation->at + length, "->") ||
      (*after != '(' && zb_sheet_scan (after, &column, &row) == 0))
    return FALSE;
  name = g_strndup (relation->at, length);
  relation->other = g_intern_string (g_strdelimit (name, "_", '-'));
  g_free (name);
  relation->at = after;
  return TRUE;
}

static void
fail_row (Relation *relation, const char *code)
{
  const ZbForm *form = referred_form (relation);
  ZbNearName near = zb_near_name (code);
  g_autofree char *hint = NULL;

  for (guint s = 0; s < form->n_sections; s++) {
    for (guint r = 0; !form->sections[s].dynamic && r < form->sections[s].n_rows; r++)
      zb_near_name_offer (&near, form->sections[s].rows[r].code);
  }
  hint = zb_near_name_hint (&near);
  fail (relation, "%s has no row “%s”, or several%s", form->id, code, hint);
}

/* (213): a row of the form. FALSE for any other parenthesis. */
static gboolean
read_code (Relation *relation)
{
  gsize length = 1 + strspn (relation->at + 1, " ");
  gsize code = length;
  g_autofree char *name = NULL;

  while (g_ascii_isalnum (relation->at[code]) || relation->at[code] == '-')
    code++;
  if (code == length || relation->at[code + strspn (relation->at + code, " ")] != ')')
    return FALSE;
  name = g_strndup (relation->at + length, code - length);
  if (!write_row (relation, name)) {
    if (strspn (name, "0123456789") != strlen (name))
      return FALSE;
    fail_row (relation, name);
    return TRUE;
  }
  relation->at += code + strspn (relation->at + code, " ") + 1;
  return TRUE;
}

/* Words of other tools: functions in capitals, and conditions. */
static gboolean
read_word (Relation *relation)
{
  static const struct {
    const char *word, *ours;
  } words[] = {
      {"SUM", "sum"},     {"AVG", "avg"},     {"MAX", "max"},     {"MIN", "min"},
      {"COUNT", "count"}, {"ABS", "abs"},     {"ROUND", "round"}, {"IF(", "if("},
      {"IF", " when "},   {"THEN", " => "},   {"AND", " and "},   {"OR", " or "},
      {"NOT", " not "},   {"如果", " when "}, {"若", " when "},   {"当", " when "},
      {"那么", " => "},   {"则", " => "},     {"并且", " and "},  {"且", " and "},
      {"或者", " or "},   {"或", " or "},     {"非", " not "},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i].word);

    if (!g_str_has_prefix (relation->at, words[i].word) ||
        (g_ascii_isalpha (words[i].word[length - 1]) && g_ascii_isalnum (relation->at[length])))
      continue;
    /* "，则": the comma before it is only a pause. */
    if (*words[i].ours == ' ' && g_str_has_suffix (relation->out->str, ","))
      g_string_truncate (relation->out, relation->out->len - 1);
    g_string_append (relation->out, words[i].ours);
    relation->at += length;
    return TRUE;
  }
  return FALSE;
}

/* A whole number that is a row of the form, in relations that mark no rows otherwise. */
static void
read_number (Relation *relation)
{
  gsize length = strspn (relation->at, "0123456789.");
  gsize second = relation->at[length] == ':' ? strspn (relation->at + length + 1, "0123456789") : 0;
  g_autofree char *number = g_strndup (relation->at, length);
  g_autofree char *last = second == 0 ? NULL : g_strndup (relation->at + length + 1, second);
  gboolean is_row = relation->bare && relation->at[length] != '%' && write_row (relation, number);

  relation->at += length;
  if (!is_row)
    g_string_append (relation->out, number);
  if (!is_row || last == NULL)
    return;
  /* 201:205 are all rows from one to the other. */
  g_string_truncate (relation->out, relation->out->len - 1);
  g_string_append_printf (relation->out, "..%s]", last);
  relation->at += 1 + second;
}

/* What stands in brackets or quotes already is taken as it is. */
static void
copy_to (Relation *relation, char closing)
{
  const char *end = strchr (relation->at + 1, closing);
  gsize length = end == NULL ? strlen (relation->at) : (gsize)(end - relation->at) + 1;

  g_string_append_len (relation->out, relation->at, (gssize)length);
  relation->at += length;
}

static void
read_part (Relation *relation)
{
  const char *at = relation->at;
  guchar last = relation->out->len == 0 ? ' ' : (guchar)relation->out->str[relation->out->len - 1];
  gboolean after_word = g_ascii_isalnum (last) || last >= 0x80;
  guint column, row;

  if (*at == '@' && read_period (relation))
    return;
  if (!after_word && g_ascii_isalnum (*at) && read_form (relation))
    return;
  if (*at == '[' && zb_sheet_scan (at + 1, &column, &row) > 0 && relation->other == NULL)
    write_span (relation);
  else if (*at == '[')
    copy_to (relation, ']');
  else if (*at == '"')
    copy_to (relation, '"');
  else if (*at == '(' && !after_word && read_code (relation))
    return;
  else if (!after_word && zb_sheet_scan (at, &column, &row) > 0)
    write_cells (relation);
  else if ((!after_word || ((guchar)*at >= 0x80 && last < 0x80)) && read_word (relation))
    return;
  else if (!after_word && g_ascii_isdigit (*at))
    read_number (relation);
  else {
    gsize length = (gsize)(g_utf8_next_char (at) - at);

    g_string_append_len (relation->out, at, (gssize)length);
    relation->at += length;
  }
  if (relation->other != NULL || relation->period != NULL)
    fail (relation, "a cell is missing after the form or the period");
}

/* Whether rows or cells are marked, so that plain numbers are numbers. */
static gboolean
marks_rows (const char *relation, const char *end)
{
  guint column, row;

  for (const char *at = relation; at < end; at++) {
    gsize code = *at == '(' ? strspn (at + 1, "0123456789") : 0;

    if (*at == '[' ||
        ((at == relation || !g_ascii_isalnum (at[-1])) && zb_sheet_scan (at, &column, &row) > 0))
      return TRUE;
    if (code > 0 && at[1 + code] == ')')
      return TRUE;
  }
  return FALSE;
}

gboolean
zb_relation_rewrite (const ZbRelationSource *source,
                     gsize start,
                     gsize end,
                     GString *out,
                     GArray *marks,
                     char **ret_each)
{
  const char *folded = source->text->folded->str;
  Relation relation = {.source = source,
                       .at = folded + start,
                       .out = out,
                       .bare = !marks_rows (folded + start, folded + end)};

  while (relation.at < folded + end && !relation.failed) {
    const ZbRelationMark mark = {out->len, (gsize)(relation.at - folded)};

    g_array_append_val (marks, mark);
    read_part (&relation);
  }
  g_free (relation.period);
  *ret_each = relation.each;
  return !relation.failed;
}
