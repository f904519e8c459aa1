/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/table.h"

static GString *printed;

static void
catch_print (const char *text)
{
  g_string_append (printed, text);
}

static void
check_printed (const ZbTable *table, const char *expected)
{
  printed = g_string_new (NULL);
  GPrintFunc before = g_set_print_handler (catch_print);
  zb_table_print (table);
  g_set_print_handler (before);
  g_assert_cmpstr (printed->str, ==, expected);
  g_string_free (g_steal_pointer (&printed), TRUE);
}

static void
test_counts_chinese_as_two (void)
{
  const char *heads[] = {"Name", ">Sum", NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  zb_table_add (table, "厦门", "12", NULL);
  zb_table_add (table, "abcdef", "1,234", NULL);
  check_printed (table, "Name      Sum\n"
                        "厦门       12\n"
                        "abcdef  1,234\n");
}

static void
test_wraps_long_heads (void)
{
  const char *heads[] = {"Group", ">Gross industrial output value, Month",
                         ">工业总产值当年价格本月实际完成", NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  zb_table_add (table, "A", "78683", "5", NULL);
  check_printed (table, "       Gross industrial output  工业总产值当年价格本月实\n"
                        "Group             value, Month                    际完成\n"
                        "A                        78683                         5\n");
}

static void
test_keeps_a_long_word_whole (void)
{
  const char *heads[] = {"Antidisestablishmentarianism office", "B", NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  zb_table_add (table, "x", "y", NULL);
  check_printed (table, "Antidisestablishmentarianism  \n"
                        "office                        B\n"
                        "x                             y\n");
}

static void
test_keeps_a_head_over_wide_cells (void)
{
  const char *heads[] = {"Industrial output, sales and more", NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  zb_table_add (table, "Industrial output, sales and much more", NULL);
  check_printed (table, "Industrial output, sales and more\n"
                        "Industrial output, sales and much more\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tools/table/counts-chinese-as-two", test_counts_chinese_as_two);
  g_test_add_func ("/tools/table/wraps-long-heads", test_wraps_long_heads);
  g_test_add_func ("/tools/table/keeps-a-long-word-whole", test_keeps_a_long_word_whole);
  g_test_add_func ("/tools/table/keeps-a-head-over-wide-cells", test_keeps_a_head_over_wide_cells);
  return g_test_run ();
}
