/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-reader.h"
#include "forms/sheet-reading.h"

#include <string.h>

/* The stubs that follow 甲. */
static gboolean
is_stub (const char *text)
{
  static const char *const stubs[] = {"乙", "丙", "丁", "戊", "(b)", "(c)", "(d)"};

  for (gsize i = 0; i < G_N_ELEMENTS (stubs); i++)
    if (strcmp (stubs[i], text) == 0)
      return TRUE;
  return FALSE;
}

/* The nearest head above the line of codes, and the line it begins at. */
static char *
dup_head (const ZbSheetReading *reading, guint column, guint *ret_top)
{
  for (guint row = reading->codes; row > reading->first; row--) {
    ZbXlsxArea area = zb_xlsx_area_at (reading->xlsx, reading->sheet, row - 1, column);
    g_autofree char *text = zb_sheet_dup_text (reading, area.row, area.column);

    if (!*text)
      continue;
    *ret_top = area.row;
    return g_steal_pointer (&text);
  }
  *ret_top = reading->codes;
  return g_strdup ("");
}

guint
zb_sheet_find_top (const ZbSheetReading *reading, guint column)
{
  guint top;
  g_autofree char *head = dup_head (reading, column, &top);

  return top;
}

/* 乙 and 丙: what they hold, their heads say. */
static gboolean
take_stub (const ZbSheetReading *reading, ZbSheetBlock *block, guint column)
{
  static const char *const codes[] = {"代码", "代号", "编码", "行次",
                                      "序号", "栏次", "Code", "Line"};
  guint top;
  g_autofree char *head = dup_head (reading, column, &top);

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (!strstr (head, codes[i]))
      continue;
    block->code = column;
    return TRUE;
  }
  if (strstr (head, "单位") || g_str_has_prefix (head, "Unit"))
    block->measure = (int)column;
  return FALSE;
}

/* A block begins at 甲 and has stubs, then figures. */
static gboolean
read_block (const ZbSheetReading *reading, guint *column, ZbSheetBlock *block, GError **error)
{
  guint n_columns = zb_xlsx_n_columns (reading->xlsx, reading->sheet), start = *column;
  gboolean has_code = FALSE;

  *block = (ZbSheetBlock){.name = start, .measure = -1};
  for ((*column)++; *column < n_columns; (*column)++) {
    g_autofree char *text = zb_sheet_dup_code (reading, reading->codes, *column);

    if (!*text)
      continue;
    if (!is_stub (text))
      break;
    has_code |= take_stub (reading, block, *column);
  }
  if (!has_code)
    return zb_sheet_fail (reading, reading->codes, start, error,
                          "no column of 代码 (Code) follows this 甲");
  block->first = block->end = *column;
  for (; *column < n_columns; (*column)++) {
    g_autofree char *text = zb_sheet_dup_code (reading, reading->codes, *column);

    if (zb_sheet_is_stem (text))
      break;
    if (*text)
      block->end = *column + 1;
  }
  if (block->end == block->first)
    return zb_sheet_fail (reading, reading->codes, start, error,
                          "no columns of figures follow the names and codes");
  return TRUE;
}

static gboolean
same_codes (const ZbSheetReading *reading, const ZbSheetBlock *one, const ZbSheetBlock *other)
{
  if (one->end - one->first != other->end - other->first)
    return FALSE;
  for (guint c = 0; c < one->end - one->first; c++) {
    g_autofree char *a = zb_sheet_dup_code (reading, reading->codes, one->first + c);
    g_autofree char *b = zb_sheet_dup_code (reading, reading->codes, other->first + c);

    if (strcmp (a, b) != 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_blocks (const ZbSheetReading *reading, GArray *blocks, GError **error)
{
  guint n_columns = zb_xlsx_n_columns (reading->xlsx, reading->sheet);

  for (guint column = 0; column < n_columns;) {
    g_autofree char *text = zb_sheet_dup_code (reading, reading->codes, column);
    ZbSheetBlock block;

    if (!zb_sheet_is_stem (text)) {
      column++;
      continue;
    }
    if (!read_block (reading, &column, &block, error))
      return FALSE;
    g_array_append_val (blocks, block);
    if (!same_codes (reading, &g_array_index (blocks, ZbSheetBlock, 0), &block))
      return zb_sheet_fail (reading, reading->codes, block.name, error,
                            "the halves of the table have different columns");
  }
  return TRUE;
}

/* The group that a head above several columns makes, known by its place in the sheet. */
typedef struct {
  guint row, column;
} Anchor;

static guint
find_group (GArray *anchors, ZbXlsxArea area)
{
  for (guint i = 0; i < anchors->len; i++) {
    const Anchor *anchor = &g_array_index (anchors, Anchor, i);

    if (anchor->row == area.row && anchor->column == area.column)
      return i + 1;
  }
  return 0;
}

static guint
add_group (
    ZbDraftSection *section, GArray *anchors, ZbXlsxArea area, const char *text, guint parent)
{
  ZbDraftGroup group = {{g_strdup (text), NULL}, parent};
  Anchor anchor = {area.row, area.column};

  g_array_append_val (section->groups, group);
  g_array_append_val (anchors, anchor);
  return section->groups->len;
}

/* From the top: heads over several columns are groups, what stands over this one alone is its
 * label. A printed column may be several of the sheet. */
static void
read_column_heads (const ZbSheetReading *reading,
                   ZbDraftSection *section,
                   GArray *anchors,
                   guint column,
                   ZbDraftColumn *draft)
{
  g_autoptr (GString) label = g_string_new (NULL);
  guint own = zb_xlsx_area_at (reading->xlsx, reading->sheet, reading->codes, column).n_columns;

  for (guint row = reading->top; row < reading->codes;) {
    ZbXlsxArea area = zb_xlsx_area_at (reading->xlsx, reading->sheet, row, column);
    g_autofree char *text = zb_sheet_dup_text (reading, area.row, area.column);

    row = area.row + area.n_rows;
    if (!*text)
      continue;
    if (area.column == column && area.n_columns == own) {
      g_string_append (label, text);
      continue;
    }
    guint group = find_group (anchors, area);
    draft->group = group ? group : add_group (section, anchors, area, text, draft->group);
  }
  draft->label.zh = g_strdup (label->str);
}

static gboolean
read_column (const ZbSheetReading *reading,
             ZbDraftSection *section,
             GArray *anchors,
             guint column,
             GError **error)
{
  g_autofree char *code = zb_sheet_dup_code (reading, reading->codes, column);
  ZbDraftColumn draft = {NULL, {NULL, NULL}, 0};

  for (guint i = 0; i < section->columns->len; i++)
    if (strcmp (g_array_index (section->columns, ZbDraftColumn, i).code, code) == 0)
      return zb_sheet_fail (reading, reading->codes, column, error, "a second column “%s”", code);
  if (section->columns->len == ZB_FORM_MAX_COLUMNS)
    return zb_sheet_fail (reading, reading->codes, column, error,
                          "a section has at most %d columns", ZB_FORM_MAX_COLUMNS);
  draft.code = g_strdup (code);
  read_column_heads (reading, section, anchors, column, &draft);
  g_array_append_val (section->columns, draft);
  if (!*draft.label.zh)
    return zb_sheet_fail (reading, reading->codes - (reading->codes > 0), column, error,
                          "the column “%s” has no head of its own", code);
  return TRUE;
}

gboolean
zb_sheet_read_heads (ZbSheetReading *reading,
                     ZbDraftSection *section,
                     GArray *blocks,
                     GError **error)
{
  g_autoptr (GArray) anchors = g_array_new (FALSE, FALSE, sizeof (Anchor));

  if (!read_blocks (reading, blocks, error))
    return FALSE;
  const ZbSheetBlock *block = &g_array_index (blocks, ZbSheetBlock, 0);
  g_autofree char *name = dup_head (reading, block->name, &reading->top);
  if (!*name)
    return zb_sheet_fail (reading, reading->codes, block->name, error,
                          "no heads stand above the line of codes");
  for (guint column = block->first; column < block->end; column++) {
    g_autofree char *code = zb_sheet_dup_code (reading, reading->codes, column);
    if (*code && !read_column (reading, section, anchors, column, error))
      return FALSE;
  }
  return TRUE;
}
