/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/error.h"
#include "forms/paper-sheet.h"
#include "tests/formats/packed-parts.h"

#include <string.h>

/* A row of cells that hold these texts; the array ends with NULL, "" is blank. */
static void
add_row (GString *sheet, const char *const *texts)
{
  g_string_append (sheet, "<row>");
  for (guint i = 0; texts[i]; i++)
    g_string_append_printf (
        sheet, "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">%s</t></is></c>", texts[i]);
  g_string_append (sheet, "</row>");
}

static ZbFormDraft *
read_draft (const char *rows, GError **error)
{
  g_autofree char *sheet = g_strdup_printf ("<sheetData>%s</sheetData>", rows);
  g_autoptr (GBytes) bytes = zb_packed_workbook (sheet, NULL);
  g_autoptr (ZbXlsx) xlsx = zb_xlsx_read ("t.xlsx", bytes, NULL, error);
  g_autoptr (ZbFormDraft) draft = zb_form_draft_new ();

  draft->period_kind = ZB_PERIOD_MONTH;
  return xlsx && zb_paper_sheet_read (xlsx, 0, "t.xlsx", draft, error) ? g_steal_pointer (&draft)
                                                                       : NULL;
}

static void
add_table (GString *sheet)
{
  const char *const heads[] = {"指标名称", "代码", "本月", NULL};
  const char *const codes[] = {"甲", "乙", "1", NULL};
  const char *const row[] = {"产值", "01", "", NULL};

  add_row (sheet, heads);
  add_row (sheet, codes);
  add_row (sheet, row);
}

static void
assert_error (GError *error, const char *message)
{
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message);
}

/* A table with @n columns of figures. */
static ZbFormDraft *
read_columns (guint n, GError **error)
{
  g_autoptr (GString) sheet = g_string_new (NULL);
  g_autoptr (GPtrArray) heads = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);
  const char *const row[] = {"产值", "01", NULL};

  g_ptr_array_add (heads, g_strdup ("指标名称"));
  g_ptr_array_add (heads, g_strdup ("代码"));
  g_ptr_array_add (codes, g_strdup ("甲"));
  g_ptr_array_add (codes, g_strdup ("乙"));
  for (guint i = 1; i <= n; i++) {
    g_ptr_array_add (heads, g_strdup ("栏"));
    g_ptr_array_add (codes, g_strdup_printf ("%u", i));
  }
  g_ptr_array_add (heads, NULL);
  g_ptr_array_add (codes, NULL);
  add_row (sheet, (const char *const *)heads->pdata);
  add_row (sheet, (const char *const *)codes->pdata);
  add_row (sheet, row);
  return read_draft (sheet->str, error);
}

static void
test_takes_as_many_columns_as_a_form_has (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbFormDraft) most = read_columns (64, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (((ZbDraftSection *)most->sections->pdata[0])->columns->len, ==, 64);
  g_autoptr (ZbFormDraft) more = read_columns (65, &error);
  g_assert_null (more);
  assert_error (error, "t.xlsx: sheet “S”: cell BO2: a section has at most 64 columns");
}

static ZbFormDraft *
read_tables (guint n, GError **error)
{
  g_autoptr (GString) sheet = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    add_table (sheet);
  return read_draft (sheet->str, error);
}

static void
test_takes_as_many_sections_as_a_form_has (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbFormDraft) most = read_tables (26, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (((ZbDraftSection *)most->sections->pdata[25])->id, ==, "Z");
  g_autoptr (ZbFormDraft) more = read_tables (27, &error);
  g_assert_null (more);
  assert_error (error, "t.xlsx: sheet “S”: cell A80: a form has at most 26 sections");
}

static void
test_needs_a_line_of_codes_and_rows (void)
{
  const char *const texts[] = {"指标名称", "代码", NULL};
  g_autoptr (GString) sheet = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  add_row (sheet, texts);
  g_autoptr (ZbFormDraft) none = read_draft (sheet->str, &error);
  g_assert_null (none);
  assert_error (error, "t.xlsx: sheet “S”: no line begins with 甲 or (a), the printed codes of the "
                       "columns");
  g_clear_error (&error);
  g_string_truncate (sheet, 0);
  add_table (sheet);
  /* Without its last row. */
  *g_strrstr (sheet->str, "<row>") = '\0';
  g_autoptr (ZbFormDraft) empty = read_draft (sheet->str, &error);
  g_assert_null (empty);
  assert_error (error, "t.xlsx: sheet “S”: cell A3: no rows follow the line of codes");
}

static void
test_keeps_indents_and_joins_lines (void)
{
  const char *const heads[] = {"指标名称", "代码", "本\n月", NULL};
  const char *const codes[] = {"甲", "乙", "1", NULL};
  const char *const row[] = {"　　其中：a\nb　", "01", "×", NULL};
  g_autoptr (GString) sheet = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  add_row (sheet, heads);
  add_row (sheet, codes);
  add_row (sheet, row);
  g_autoptr (ZbFormDraft) draft = read_draft (sheet->str, &error);
  g_assert_no_error (error);
  const ZbDraftSection *section = draft->sections->pdata[0];
  const ZbDraftRow *only = &g_array_index (section->rows, ZbDraftRow, 0);
  g_assert_cmpstr (only->label.zh, ==, "其中：a b");
  g_assert_cmpuint (only->indent, ==, 2);
  g_assert_cmpuint (only->blocked, ==, 1);
  g_assert_cmpstr (g_array_index (section->columns, ZbDraftColumn, 0).label.zh, ==, "本月");
}

static void
test_translates_only_the_same_shape (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbFormDraft) draft = read_tables (1, &error);
  g_autoptr (ZbFormDraft) same = read_tables (1, &error);
  g_autoptr (ZbFormDraft) wider = read_columns (2, &error);
  g_autoptr (ZbFormDraft) longer = read_tables (2, &error);

  g_assert_no_error (error);
  g_assert_true (zb_form_draft_translate (draft, same, &error));
  const ZbDraftSection *section = draft->sections->pdata[0];
  g_assert_cmpstr (g_array_index (section->rows, ZbDraftRow, 0).label.en, ==, "产值");
  g_assert_false (zb_form_draft_translate (draft, wider, &error));
  assert_error (error, "section A has 1 rows and 1 columns in Chinese, 1 rows and 2 columns in "
                       "English, or other heads");
  g_clear_error (&error);
  g_assert_false (zb_form_draft_translate (draft, longer, &error));
  assert_error (error, "the form has 1 sections in Chinese and 2 in English");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/paper-sheet/takes-as-many-columns-as-a-form-has",
                   test_takes_as_many_columns_as_a_form_has);
  g_test_add_func ("/forms/paper-sheet/takes-as-many-sections-as-a-form-has",
                   test_takes_as_many_sections_as_a_form_has);
  g_test_add_func ("/forms/paper-sheet/needs-a-line-of-codes-and-rows",
                   test_needs_a_line_of_codes_and_rows);
  g_test_add_func ("/forms/paper-sheet/keeps-indents-and-joins-lines",
                   test_keeps_indents_and_joins_lines);
  g_test_add_func ("/forms/paper-sheet/translates-only-the-same-shape",
                   test_translates_only_the_same_shape);
  return g_test_run ();
}
