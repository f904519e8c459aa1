/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-reader.h"
#include "forms/sheet-reading.h"

#include <string.h>

/* What begins the part behind a table. */
static gboolean
is_footer (const char *text)
{
  static const char *const openings[] = {"单位负责人", "企业负责人",  "统计负责人", "填表人",
                                         "说明",       "注：",        "审核关系",   "表内审核",
                                         "Head of",    "Prepared by", "Notes",      "Relations"};

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    if (g_str_has_prefix (text, openings[i]))
      return TRUE;
  return FALSE;
}

/* Signs that print a cell as not to be filled in. */
static gboolean
is_blocked (const char *text)
{
  static const char *const signs[] = {"—", "－", "-", "——", "×", "╳", "*"};

  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strcmp (signs[i], text) == 0)
      return TRUE;
  return FALSE;
}

static guint64
read_blocked (const ZbSheetReading *reading, const ZbSheetBlock *block, guint row)
{
  guint64 blocked = 0;
  guint index = 0;

  for (guint column = block->first; column < block->end; column++) {
    g_autofree char *code = zb_sheet_dup_code (reading, reading->codes, column);
    g_autofree char *text = zb_sheet_dup_text (reading, row, column);

    if (!*code)
      continue;
    if (is_blocked (text))
      blocked |= G_GUINT64_CONSTANT (1) << index;
    index++;
  }
  return blocked;
}

static gboolean
check_code (const ZbSheetReading *reading,
            const ZbDraftSection *section,
            guint row,
            guint column,
            const char *code,
            GError **error)
{
  if (!zb_xml_is_name (code, ZB_XML_NAME_PRINTED))
    return zb_sheet_fail (reading, row, column, error,
                          "“%s” is no code: letters and digits, 1 to 20", code);
  for (guint i = 0; i < section->rows->len; i++)
    if (strcmp (g_array_index (section->rows, ZbDraftRow, i).code, code) == 0)
      return zb_sheet_fail (reading, row, column, error, "a second row “%s”", code);
  if (section->rows->len == ZB_FORM_MAX_ROWS)
    return zb_sheet_fail (reading, row, column, error, "a section has at most %d rows",
                          ZB_FORM_MAX_ROWS);
  return TRUE;
}

/* A row's measure; — for one without figures. */
static gboolean
read_measure (const ZbSheetReading *reading,
              const ZbSheetBlock *block,
              guint row,
              const ZbMeasure **ret_measure,
              GError **error)
{
  g_autofree char *text =
      block->measure < 0 ? g_strdup ("") : zb_sheet_dup_text (reading, row, (guint)block->measure);

  *ret_measure = NULL;
  if (!*text || is_blocked (text))
    return TRUE;
  *ret_measure = zb_sheet_find_measure (reading, row, (guint)block->measure, text, error);
  return *ret_measure != NULL;
}

static gboolean
read_row (const ZbSheetReading *reading,
          ZbDraftSection *section,
          const ZbSheetBlock *block,
          guint row,
          GError **error)
{
  guint indent;
  g_autofree char *name = zb_sheet_dup_label (reading, row, block->name, &indent);
  g_autofree char *code = zb_sheet_dup_code (reading, row, block->code);
  const ZbMeasure *measure;

  if (!zb_sheet_check_cell (reading, row, block->name, error) ||
      !zb_sheet_check_cell (reading, row, block->code, error) ||
      (block->measure >= 0 && !zb_sheet_check_cell (reading, row, (guint)block->measure, error)))
    return FALSE;
  if (!*name && !*code)
    return TRUE;
  if (!*code)
    return zb_sheet_fail (reading, row, block->code, error, "the row “%s” has no code", name);
  if (!*name)
    return zb_sheet_fail (reading, row, block->name, error, "the row “%s” has no name", code);
  if (!check_code (reading, section, row, block->code, code, error) ||
      !read_measure (reading, block, row, &measure, error))
    return FALSE;
  ZbDraftRow draft = {g_strdup (code),
                      {g_strdup (name), NULL},
                      indent,
                      measure,
                      -1,
                      read_blocked (reading, block, row)};
  g_array_append_val (section->rows, draft);
  return TRUE;
}

/* Where the heads of the next table begin, and what stands above them without a code: its title and
 * measure. The end of the sheet if there is no other table. */
static guint
find_next_table (const ZbSheetReading *reading, const ZbSheetBlock *block)
{
  int codes = zb_sheet_find_codes (reading->xlsx, reading->sheet, reading->codes + 1);
  ZbSheetReading next = *reading;

  if (codes < 0)
    return zb_xlsx_n_rows (reading->xlsx, reading->sheet);
  next.codes = (guint)codes;
  next.first = reading->codes + 1;
  guint end = zb_sheet_find_top (&next, block->name);
  for (; end > next.first; end--) {
    g_autofree char *code = zb_sheet_dup_code (reading, end - 1, block->code);
    if (*code)
      break;
  }
  return end;
}

/* Where the rows end: at a footer, the next table, or two blank lines. */
static guint
find_end (const ZbSheetReading *reading, const ZbSheetBlock *block)
{
  guint end = find_next_table (reading, block), blank = 0;

  for (guint row = reading->codes + 1; row < end; row++) {
    g_autofree char *name = zb_sheet_dup_text (reading, row, block->name);
    g_autofree char *code = zb_sheet_dup_code (reading, row, block->code);

    if (is_footer (name))
      return row;
    blank = *name || *code ? 0 : blank + 1;
    if (blank == 2)
      return row - 1;
  }
  return end;
}

/* The measure of most rows is the section's, and need not be said of each. */
static void
share_measure (ZbDraftSection *section)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  guint most = 0;

  for (guint i = 0; !section->measure && i < section->rows->len; i++) {
    gpointer measure = (gpointer)g_array_index (section->rows, ZbDraftRow, i).measure;
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, measure)) + 1;

    if (measure)
      g_hash_table_replace (counts, measure, GUINT_TO_POINTER (count));
  }
  for (guint i = 0; !section->keys && i < section->rows->len; i++) {
    const ZbMeasure *measure = g_array_index (section->rows, ZbDraftRow, i).measure;
    guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, measure));

    if (count > most) {
      most = count;
      section->measure = measure;
    }
  }
  for (guint i = 0; i < section->rows->len; i++) {
    ZbDraftRow *row = &g_array_index (section->rows, ZbDraftRow, i);

    if (row->measure == section->measure)
      row->measure = NULL;
  }
}

gboolean
zb_sheet_read_rows (ZbSheetReading *reading,
                    ZbDraftSection *section,
                    const GArray *blocks,
                    guint *ret_end,
                    GError **error)
{
  guint end = find_end (reading, &g_array_index (blocks, ZbSheetBlock, 0));

  for (guint b = 0; b < blocks->len; b++)
    for (guint row = reading->codes + 1; row < end; row++)
      if (!read_row (reading, section, &g_array_index (blocks, ZbSheetBlock, b), row, error))
        return FALSE;
  if (section->rows->len == 0)
    return zb_sheet_fail (reading, reading->codes + 1, g_array_index (blocks, ZbSheetBlock, 0).name,
                          error, "no rows follow the line of codes");
  share_measure (section);
  *ret_end = end;
  return TRUE;
}
