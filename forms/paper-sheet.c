/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/paper-sheet.h"

#include "forms/error.h"
#include "forms/near-name.h"
#include "forms/sheet-reading.h"

#include <stdarg.h>
#include <string.h>

#define BLANKS_A_STEP 2 /* half-width blanks before a name for each step of indent */

gboolean
zb_sheet_is_stem (const char *text)
{
  return strcmp (text, "甲") == 0 || strcmp (text, "(a)") == 0 || strcmp (text, "(甲)") == 0 ||
         strcmp (text, "（甲）") == 0;
}

static char *
dup_raw (const ZbSheetReading *reading, guint row, guint column)
{
  ZbXlsxCell cell = zb_xlsx_cell (reading->xlsx, reading->sheet, row, column);

  /* What is not to be seen is not on the paper. */
  if (zb_xlsx_is_hidden (reading->xlsx, reading->sheet, row, column))
    return g_strdup ("");
  char *number = cell.kind == ZB_XLSX_NUMBER ? zb_xlsx_number_text (cell.text) : NULL;

  return number ? number : g_strdup (cell.text);
}

char *
zb_sheet_dup_label (const ZbSheetReading *reading, guint row, guint column, guint *ret_indent)
{
  g_autofree char *raw = dup_raw (reading, row, column);
  g_autoptr (GString) text = g_string_new (NULL);
  const char *c = raw;
  guint blanks = 0;

  for (; g_unichar_isspace (g_utf8_get_char (c)); c = g_utf8_next_char (c))
    blanks += g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;
  *ret_indent = MIN (blanks / BLANKS_A_STEP, 9);
  for (; *c; c = g_utf8_next_char (c)) {
    gunichar sign = g_utf8_get_char (c);

    if (sign != '\n' && sign != '\r')
      g_string_append_unichar (text, sign == '\t' || sign == 0xa0 ? ' ' : sign);
    else if (text->len > 0 && g_ascii_isalnum (text->str[text->len - 1]))
      g_string_append_c (text, ' ');
  }
  for (;;) {
    g_strchomp (text->str);
    text->len = strlen (text->str);
    if (!g_str_has_suffix (text->str, "\xe3\x80\x80"))
      return g_strdup (text->str);
    g_string_truncate (text, text->len - 3);
  }
}

char *
zb_sheet_dup_text (const ZbSheetReading *reading, guint row, guint column)
{
  guint indent;

  return zb_sheet_dup_label (reading, row, column, &indent);
}

char *
zb_sheet_dup_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *c = text; *c; c = g_utf8_next_char (c)) {
    gunichar sign = g_utf8_get_char (c);

    g_string_append_unichar (plain, sign >= 0xff01 && sign <= 0xff5e ? sign - 0xfee0 : sign);
  }
  return g_string_free (plain, FALSE);
}

char *
zb_sheet_dup_code (const ZbSheetReading *reading, guint row, guint column)
{
  g_autofree char *text = zb_sheet_dup_text (reading, row, column);

  return zb_sheet_dup_plain (text);
}

gboolean
zb_sheet_check_cell (const ZbSheetReading *reading, guint row, guint column, GError **error)
{
  ZbXlsxCell cell = zb_xlsx_cell (reading->xlsx, reading->sheet, row, column);

  if (cell.kind != ZB_XLSX_ERROR || zb_xlsx_is_hidden (reading->xlsx, reading->sheet, row, column))
    return TRUE;
  return zb_sheet_fail (reading, row, column, error,
                        "a formula came to %s: put the text or the code itself there", cell.text);
}

/* Titles, heads and the line of codes. */
static gboolean
check_above (const ZbSheetReading *reading, GError **error)
{
  for (guint row = reading->first; row <= reading->codes; row++)
    for (guint column = 0; column < zb_xlsx_n_columns (reading->xlsx, reading->sheet); column++)
      if (!zb_sheet_check_cell (reading, row, column, error))
        return FALSE;
  return TRUE;
}

gboolean
zb_sheet_fail (
    const ZbSheetReading *reading, guint row, guint column, GError **error, const char *format, ...)
{
  g_autofree char *place = zb_xlsx_place (row, column);
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "%s: sheet “%s”: cell %s: %s",
               reading->source, zb_xlsx_sheet_name (reading->xlsx, reading->sheet), place, message);
  return FALSE;
}

const ZbMeasure *
zb_sheet_find_measure (
    const ZbSheetReading *reading, guint row, guint column, const char *name, GError **error)
{
  const ZbMeasure *measure = zb_measure_find (name);
  ZbNearName near = zb_near_name (name);

  if (measure)
    return measure;
  for (guint i = 0; (measure = zb_measure_at (i)) != NULL; i++) {
    zb_near_name_offer (&near, measure->name.zh);
    zb_near_name_offer (&near, measure->name.en);
  }
  g_autofree char *hint = zb_near_name_hint (&near);
  zb_sheet_fail (reading, row, column, error, "there is no measure “%s”%s", name, hint);
  return NULL;
}

int
zb_sheet_find_codes (const ZbXlsx *xlsx, guint sheet, guint from)
{
  ZbSheetReading reading = {.xlsx = xlsx, .sheet = sheet};

  for (guint row = from; row < zb_xlsx_n_rows (xlsx, sheet); row++) {
    for (guint column = 0; column < zb_xlsx_n_columns (xlsx, sheet); column++) {
      if (zb_xlsx_cell (xlsx, sheet, row, column).kind == ZB_XLSX_BLANK)
        continue;
      g_autofree char *text = zb_sheet_dup_text (&reading, row, column);
      if (zb_sheet_is_stem (text))
        return (int)row;
      break;
    }
  }
  return -1;
}

gboolean
zb_paper_sheet_is_table (const ZbXlsx *xlsx, guint sheet)
{
  return zb_sheet_find_codes (xlsx, sheet, 0) >= 0;
}

static gboolean
read_table (ZbSheetReading *reading, guint *ret_end, GError **error)
{
  ZbDraftSection *section = zb_form_draft_add_section (reading->draft);
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (ZbSheetBlock));

  return check_above (reading, error) && zb_sheet_read_heads (reading, section, blocks, error) &&
         zb_sheet_read_heading (reading, section, error) &&
         zb_sheet_read_rows (reading, section, blocks, ret_end, error);
}

/* What stands after 说明 to the end of the sheet. */
static void
read_note (ZbSheetReading *reading, guint from)
{
  g_autoptr (GString) note = g_string_new (NULL);
  gboolean noting = FALSE;

  for (guint row = from; row < zb_xlsx_n_rows (reading->xlsx, reading->sheet); row++) {
    for (guint column = 0; column < zb_xlsx_n_columns (reading->xlsx, reading->sheet); column++) {
      g_autofree char *text = zb_sheet_dup_text (reading, row, column);

      noting = noting || g_str_has_prefix (text, "说明") || g_str_has_prefix (text, "Notes");
      if (noting)
        g_string_append (note, text);
    }
  }
  if (note->len > 0 && !reading->draft->note.zh)
    reading->draft->note.zh =
        g_utf8_substring (note->str, 0, MIN (2000, g_utf8_strlen (note->str, -1)));
}

gboolean
zb_paper_sheet_read (
    const ZbXlsx *xlsx, guint sheet, const char *source, ZbFormDraft *draft, GError **error)
{
  ZbSheetReading reading = {.xlsx = xlsx, .sheet = sheet, .source = source, .draft = draft};
  int codes = zb_sheet_find_codes (xlsx, sheet, 0);

  if (codes < 0) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "%s: sheet “%s”: no line begins with 甲 or (a), the printed codes of the columns",
                 source, zb_xlsx_sheet_name (xlsx, sheet));
    return FALSE;
  }
  for (; codes >= 0; codes = zb_sheet_find_codes (xlsx, sheet, reading.first)) {
    if (draft->sections->len == 26)
      return zb_sheet_fail (&reading, (guint)codes, 0, error, "a form has at most 26 sections");
    reading.codes = (guint)codes;
    if (!read_table (&reading, &reading.first, error))
      return FALSE;
  }
  read_note (&reading, reading.first);
  return TRUE;
}

static void
translate_text (ZbText *text, const ZbText *english)
{
  g_free (text->en);
  text->en = g_strdup (english->zh);
}

static gboolean
translate_section (ZbDraftSection *section, const ZbDraftSection *english, GError **error)
{
  if (section->groups->len != english->groups->len ||
      section->columns->len != english->columns->len || section->rows->len != english->rows->len) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "section %s has %u rows and %u columns in Chinese, %u rows and %u columns in "
                 "English, or other heads",
                 section->id, section->rows->len, section->columns->len, english->rows->len,
                 english->columns->len);
    return FALSE;
  }
  translate_text (&section->title, &english->title);
  for (guint i = 0; i < section->groups->len; i++)
    translate_text (&g_array_index (section->groups, ZbDraftGroup, i).label,
                    &g_array_index (english->groups, ZbDraftGroup, i).label);
  for (guint i = 0; i < section->columns->len; i++)
    translate_text (&g_array_index (section->columns, ZbDraftColumn, i).label,
                    &g_array_index (english->columns, ZbDraftColumn, i).label);
  for (guint i = 0; i < section->rows->len; i++)
    translate_text (&g_array_index (section->rows, ZbDraftRow, i).label,
                    &g_array_index (english->rows, ZbDraftRow, i).label);
  return TRUE;
}

gboolean
zb_form_draft_translate (ZbFormDraft *draft, const ZbFormDraft *english, GError **error)
{
  if (draft->sections->len != english->sections->len) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "the form has %u sections in Chinese and %u in English", draft->sections->len,
                 english->sections->len);
    return FALSE;
  }
  for (guint i = 0; i < draft->sections->len; i++)
    if (!translate_section (draft->sections->pdata[i], english->sections->pdata[i], error))
      return FALSE;
  translate_text (&draft->title, &english->title);
  translate_text (&draft->issuer, &english->issuer);
  translate_text (&draft->document, &english->document);
  translate_text (&draft->note, &english->note);
  return TRUE;
}
