/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/cell-reading.h"

#include "forms/measure.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

static void
check_typed (const ZbCellSpec *spec, const char *typed, ZbCellFault fault, const char *text)
{
  char *before = (char *)"untouched";
  char *read = before;

  if (zb_cell_read_typed (spec, typed, &read) != fault || g_strcmp0 (read, text ? text : before))
    g_error ("“%s”: read as “%s”", typed, read);
  if (read != before)
    g_free (read);
}

typedef struct {
  const char *typed;
  ZbCellFault fault;
  const char *text; /* NULL: there is a fault */
} Case;

static void
check_cases (const ZbCellSpec *spec, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++)
    check_typed (spec, cases[i].typed, cases[i].fault, cases[i].text);
}

static void
test_numbers (void)
{
  static const Case cases[] = {
      {"1234.50", ZB_CELL_FAULT_NONE, "1234.50"},
      {" 1,234.5 ", ZB_CELL_FAULT_NONE, "1234.50"},
      {"-7", ZB_CELL_FAULT_NONE, "-7.00"},
      {"", ZB_CELL_FAULT_NONE, ""},
      {" \t ", ZB_CELL_FAULT_NONE, ""},
      {"=1200+35*4", ZB_CELL_FAULT_NONE, "1340.00"},
      {"=1/3", ZB_CELL_FAULT_NONE, "0.33"},
      {"=1+", ZB_CELL_FAULT_CALCULATION, NULL},
      {"=1/0", ZB_CELL_FAULT_CALCULATION, NULL},
      {"=999999999999999999*1000", ZB_CELL_FAULT_OUT_OF_RANGE, NULL},
      {"about 7", ZB_CELL_FAULT_NOT_A_NUMBER, NULL},
      {"1.2.3", ZB_CELL_FAULT_NOT_A_NUMBER, NULL},
      {"1.234", ZB_CELL_FAULT_DECIMALS, NULL},
      {"1234567890123456.78", ZB_CELL_FAULT_NONE, "1234567890123456.78"},
      {"12345678901234567.89", ZB_CELL_FAULT_TOO_LONG, NULL},
  };
  const ZbCellSpec spec = {.type = ZB_CELL_NUMBER, .scale = 2};

  check_cases (&spec, cases, G_N_ELEMENTS (cases));
}

static void
test_dates (void)
{
  static const Case cases[] = {
      {"2024-07-09", ZB_CELL_FAULT_NONE, "2024-07-09"},
      {"2024-7-9", ZB_CELL_FAULT_NONE, "2024-07-09"},
      {"2024/07/09", ZB_CELL_FAULT_NONE, "2024-07-09"},
      {"2024.7.9", ZB_CELL_FAULT_NONE, "2024-07-09"},
      {"20240709", ZB_CELL_FAULT_NONE, "2024-07-09"},
      {"2024-7-10", ZB_CELL_FAULT_NONE, "2024-07-10"},
      {"202407090", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"2024-02-29", ZB_CELL_FAULT_NONE, "2024-02-29"},
      {"2023-02-29", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"2024-13-01", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"2024-00-01", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"1899-12-31", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"2024-07", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"2024-07-09 10:00", ZB_CELL_FAULT_NOT_A_DATE, NULL},
      {"yesterday", ZB_CELL_FAULT_NOT_A_DATE, NULL},
  };
  const ZbCellSpec spec = {.type = ZB_CELL_DATE};

  check_cases (&spec, cases, G_N_ELEMENTS (cases));
}

static void
test_texts (void)
{
  static const Case cases[] = {
      {" 苏美珍 ", ZB_CELL_FAULT_NONE, "苏美珍"}, {"一二三四", ZB_CELL_FAULT_NONE, "一二三四"},
      {"一二三四五", ZB_CELL_FAULT_TEXT, NULL},   {"a\x1b", ZB_CELL_FAULT_TEXT, NULL},
      {"=1+1", ZB_CELL_FAULT_NONE, "=1+1"},
  };
  const ZbCellSpec spec = {.type = ZB_CELL_TEXT, .max_length = 4};

  check_cases (&spec, cases, G_N_ELEMENTS (cases));
}

/* By the code, either name, or both as they are shown; never by a part of a name. */
static void
test_codes (void)
{
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("industry");
  const ZbCode *code = zb_code_list_find (list, "3974");
  g_autofree char *shown = g_strdup_printf ("  %s %s", code->code, code->name.zh);
  g_autofree char *part = g_strndup (code->name.en, strlen (code->name.en) - 1);
  const Case cases[] = {
      {"3974", ZB_CELL_FAULT_NONE, "3974"},        {code->name.zh, ZB_CELL_FAULT_NONE, "3974"},
      {code->name.en, ZB_CELL_FAULT_NONE, "3974"}, {shown, ZB_CELL_FAULT_NONE, "3974"},
      {part, ZB_CELL_FAULT_NOT_IN_LIST, NULL},     {"99999", ZB_CELL_FAULT_NOT_IN_LIST, NULL},
      {"39745", ZB_CELL_FAULT_NOT_IN_LIST, NULL},
  };
  const ZbCellSpec spec = {.type = ZB_CELL_CODE, .codes = list};

  check_cases (&spec, cases, G_N_ELEMENTS (cases));
}

static void
test_other_measures (void)
{
  static const struct {
    const char *typed, *measure;
    ZbCellFault fault;
    const char *text;
    gboolean rounded;
  } cases[] = {
      {"1234567", "元", ZB_CELL_FAULT_NONE, "1235", TRUE},
      {"1234500", "元", ZB_CELL_FAULT_NONE, "1235", TRUE},
      {"1234499.99", "元", ZB_CELL_FAULT_NONE, "1234", TRUE},
      {"-1234500", "元", ZB_CELL_FAULT_NONE, "-1235", TRUE},
      {"1,234,000", "元", ZB_CELL_FAULT_NONE, "1234", FALSE},
      {"1.5", "万元", ZB_CELL_FAULT_NONE, "15", FALSE},
      {"=1+0.5", "万元", ZB_CELL_FAULT_NONE, "15", FALSE},
      {"15", "千元", ZB_CELL_FAULT_NONE, "15", FALSE},
      {"15.5", "千元", ZB_CELL_FAULT_DECIMALS, NULL, FALSE},
      {"15", NULL, ZB_CELL_FAULT_NONE, "15", FALSE},
      {" ", "元", ZB_CELL_FAULT_NONE, "", FALSE},
      {"about 7", "元", ZB_CELL_FAULT_NOT_A_NUMBER, NULL, FALSE},
      {"=1+", "元", ZB_CELL_FAULT_CALCULATION, NULL, FALSE},
      {"=999999999999999999*1000", "元", ZB_CELL_FAULT_OUT_OF_RANGE, NULL, FALSE},
      {"999999999999999999", "万元", ZB_CELL_FAULT_OUT_OF_RANGE, NULL, TRUE},
      {"5", "人", ZB_CELL_FAULT_MEASURE, NULL, FALSE},
  };
  const ZbCellSpec spec = {.type = ZB_CELL_NUMBER, .measure = zb_measure_find ("千元")};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const ZbMeasure *measure = cases[i].measure ? zb_measure_find (cases[i].measure) : NULL;
    g_autofree char *text = NULL;
    gboolean rounded = -1;

    g_assert_true (!cases[i].measure || measure);
    ZbCellFault fault = zb_cell_read_measured (&spec, cases[i].typed, measure, &text, &rounded);
    if (fault != cases[i].fault || g_strcmp0 (text, cases[i].text) || rounded != cases[i].rounded)
      g_error ("“%s” %s: %d “%s” %d", cases[i].typed, cases[i].measure, fault, text, rounded);
  }
}

/* What a cell without a measure counts cannot be converted. */
static void
test_no_measure (void)
{
  const ZbCellSpec spec = {.type = ZB_CELL_NUMBER};
  g_autofree char *text = NULL;
  gboolean rounded = TRUE;

  g_assert_cmpint (zb_cell_read_measured (&spec, "5", zb_measure_find ("元"), &text, &rounded), ==,
                   ZB_CELL_FAULT_MEASURE);
  g_assert_null (text);
  g_assert_false (rounded);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/forms/cell-reading/" name, test)
  ADD ("numbers", test_numbers);
  ADD ("dates", test_dates);
  ADD ("texts", test_texts);
  ADD ("codes", test_codes);
  ADD ("other-measures", test_other_measures);
  ADD ("no-measure", test_no_measure);
  return g_test_run ();
}
