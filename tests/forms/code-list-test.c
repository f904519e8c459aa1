/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "formats/error.h"
#include "forms/code-list.h"
#include "forms/error.h"

#include <string.h>

static ZbCodeList *
read_list (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbCodeList *list = zb_code_list_read ("list.xml", text, strlen (text), &error);

  g_assert_no_error (error);
  return list;
}

static void
test_reads_entries_in_order (void)
{
  g_autoptr (ZbCodeList) list = read_list (zb_example_industry);
  const ZbCode *code = zb_code_list_find (list, "3974");

  g_assert_cmpstr (zb_code_list_id (list), ==, "industry");
  g_assert_cmpstr (zb_code_list_version (list), ==, "2017");
  g_assert_cmpstr (zb_code_list_title (list)->en, ==, "Industries");
  g_assert_cmpuint (zb_code_list_length (list), ==, 4);
  g_assert_cmpstr (zb_code_list_at (list, 0)->code, ==, "C");
  g_assert_true (zb_code_list_at (list, 3) == code);
  g_assert_cmpuint (zb_code_list_index (list, code), ==, 3);
  g_assert_cmpstr (code->parent, ==, "39");
  g_assert_cmpstr (code->level, ==, "class");
  g_assert_cmpstr (code->name.zh, ==, "显示器件制造");
  g_assert_cmpint (code->scale, ==, -1);
  g_assert_null (code->measure);
  g_assert_null (zb_code_list_find (list, "9999"));
}

static void
test_keeps_bytes_and_digest (void)
{
  g_autoptr (ZbCodeList) list = read_list (zb_example_yes_no);
  g_autofree char *digest =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, zb_example_yes_no, -1);
  gsize length = 0;
  const char *bytes = g_bytes_get_data (zb_code_list_bytes (list), &length);

  g_assert_cmpmem (bytes, length, zb_example_yes_no, strlen (zb_example_yes_no));
  g_assert_cmpstr (zb_code_list_digest (list), ==, digest);
}

static void
test_entries_bring_measure_and_scale (void)
{
  g_autoptr (ZbCodeList) list = read_list (zb_example_products);
  const ZbCode *code = zb_code_list_find (list, "391301");

  g_assert_cmpstr (code->measure->id, ==, "MACHINE10000");
  g_assert_cmpint (code->scale, ==, 2);
}

static void
test_attributes_and_validity (void)
{
  g_autoptr (ZbCodeList) list = read_list (zb_example_industry);
  const ZbCode *code = zb_code_list_find (list, "3974");

  g_assert_cmpstr (zb_code_list_attribute (list, code, "has_products"), ==, "true");
  g_assert_cmpstr (zb_code_list_attribute (list, code, "valid-from"), ==, "2018-01");
  g_assert_null (zb_code_list_attribute (list, code, "valid-to"));
  g_assert_null (zb_code_list_attribute (list, zb_code_list_at (list, 2), "has_products"));
}

static void
test_leaves_have_no_children (void)
{
  g_autoptr (ZbCodeList) list = read_list (zb_example_industry);

  g_assert_false (zb_code_list_is_leaf (list, zb_code_list_find (list, "39")));
  g_assert_true (zb_code_list_is_leaf (list, zb_code_list_find (list, "3913")));
}

static void
assert_found (const char *text, const char *level, guint limit, const char *expected)
{
  g_autoptr (GPtrArray) found =
      zb_code_list_search (zb_example_find_list ("industry", NULL), text, level, limit);
  g_autoptr (GString) codes = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (codes, "%s ", ((const ZbCode *)found->pdata[i])->code);
  g_assert_cmpstr (codes->str, ==, expected);
}

static void
test_search_by_code_and_names (void)
{
  assert_found ("39", NULL, 10, "39 3913 3974 ");
  assert_found ("39", "class", 10, "3913 3974 ");
  assert_found ("显示", NULL, 10, "3974 ");
  assert_found ("制造", NULL, 10, "C 3913 3974 ");
  assert_found ("display", NULL, 10, "3974 ");
  assert_found (" DEVICE ", NULL, 10, "3974 ");
  assert_found ("c", NULL, 10, "C 3913 3974 ");
  assert_found ("", NULL, 2, "C 39 ");
  assert_found ("nothing", NULL, 10, "");
  assert_found ("\xff", NULL, 10, "");
}

static void
assert_refused (const char *from, const char *to, int code, const char *message)
{
  g_autofree char *text = zb_example_edit (zb_example_industry, from, to);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_code_list_read ("list.xml", text, strlen (text), &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors_name_the_line (void)
{
  assert_refused ("code='3913'", "code='3974'", ZB_FORMS_ERROR_INVALID,
                  "list.xml:8: the code “3974” stands twice");
  assert_refused ("code='3913'", "code='39 13'", ZB_FORMS_ERROR_INVALID,
                  "list.xml:7: code=\"39 13\" of <code> must be at most 20 letters, digits, ., - "
                  "and _");
  assert_refused ("parent='39' level='class'>", "parent='40'>", ZB_FORMS_ERROR_NOT_FOUND,
                  "list.xml:7: the parent “40” of 3913 is not in the list before it");
  assert_refused ("parent='39' level='class'>", "scale='7'>", ZB_FORMS_ERROR_INVALID,
                  "list.xml:7: scale=\"7\" of <code> must be a whole number of 0 to 6");
  assert_refused ("parent='39' level='class'>", "measure='CNY100O'>", ZB_FORMS_ERROR_NOT_FOUND,
                  "list.xml:7: unknown measure “CNY100O”; did you mean “CNY100”?");
  assert_refused ("parent='39' level='class'>", "measure='千元'>", ZB_FORMS_ERROR_NOT_FOUND,
                  "list.xml:7: unknown measure “千元”; did you mean “CNY1000”?");
  assert_refused ("parent='39' level='class'>", "levl='class'>", ZB_FORMS_ERROR_INVALID,
                  "list.xml:7: <code> takes no attribute “levl”; did you mean “level”?");
  assert_refused ("valid-from='2018-01'>", "valid-from='2018'>", ZB_FORMS_ERROR_INVALID,
                  "list.xml:8: valid-from=\"2018\" must be a month such as 2018-01");
  assert_refused ("codelist:1", "codelist:2", ZB_FORMS_ERROR_INVALID,
                  "list.xml:2: <codelist> is in the namespace “urn:zhibao:codelist:2”, not in "
                  "“urn:zhibao:codelist:1”");
}

static void
test_both_languages_unless_partial (void)
{
  g_autofree char *complete = zb_example_edit (zb_example_industry, " english='partial'", "");
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_code_list_read ("list.xml", complete, strlen (complete), &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "list.xml:6: <code> lacks <name xml:lang=\"en\">");
  assert_refused ("<name xml:lang='zh'>计算机、通信</name>", "<name xml:lang='en'>x</name>",
                  ZB_FORMS_ERROR_INVALID, "list.xml:6: <code> lacks <name xml:lang=\"zh\">");
}

static void
test_malformed_bytes_are_format_errors (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_code_list_read ("list.xml", "<codelist", 9, &error));
  g_assert_true (error->domain == ZB_FORMAT_ERROR);
  g_clear_error (&error);
  g_assert_null (zb_code_list_read_file ("/nonexistent/list.xml", &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/code-list/reads-entries-in-order", test_reads_entries_in_order);
  g_test_add_func ("/forms/code-list/keeps-bytes-and-digest", test_keeps_bytes_and_digest);
  g_test_add_func ("/forms/code-list/entries-bring-measure-and-scale",
                   test_entries_bring_measure_and_scale);
  g_test_add_func ("/forms/code-list/attributes-and-validity", test_attributes_and_validity);
  g_test_add_func ("/forms/code-list/leaves-have-no-children", test_leaves_have_no_children);
  g_test_add_func ("/forms/code-list/search-by-code-and-names", test_search_by_code_and_names);
  g_test_add_func ("/forms/code-list/errors-name-the-line", test_errors_name_the_line);
  g_test_add_func ("/forms/code-list/both-languages-unless-partial",
                   test_both_languages_unless_partial);
  g_test_add_func ("/forms/code-list/malformed-bytes-are-format-errors",
                   test_malformed_bytes_are_format_errors);
  return g_test_run ();
}
