/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/report-notes.h"

static void
explain (ZbReport *report, const char *rule, const char *text)
{
  ZbExplanation explanation = {.rule = (char *)rule,
                               .revision = 1,
                               .operands = (char *)"00",
                               .reason = (char *)"market",
                               .text = (char *)text,
                               .author = (char *)"黄雅文",
                               .time = G_GINT64_CONSTANT (1720497600999999)};

  zb_report_explain (report, &explanation);
}

static void
test_explanations_are_sorted_by_rule (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  explain (report, "T-01#7/A.02", "two");
  explain (report, "T-01#10", "ten");
  explain (report, "T-01#7/A.01", "one");
  g_assert_cmpuint (zb_report_n_explanations (report), ==, 3);
  g_assert_cmpstr (zb_report_explanation (report, 0)->rule, ==, "T-01#10");
  g_assert_cmpstr (zb_report_explanation (report, 1)->rule, ==, "T-01#7/A.01");
  g_assert_cmpstr (zb_report_find_explanation (report, "T-01#7/A.02")->text, ==, "two");
  g_assert_null (zb_report_find_explanation (report, "T-01#7"));
}

static void
test_same_rule_is_explained_once (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  explain (report, "T-01#7", "first");
  explain (report, "T-01#7", "second");
  g_assert_cmpuint (zb_report_n_explanations (report), ==, 1);
  g_assert_cmpstr (zb_report_explanation (report, 0)->text, ==, "second");
  g_assert_true (zb_report_unexplain (report, "T-01#7"));
  g_assert_false (zb_report_unexplain (report, "T-01#7"));
  g_assert_cmpuint (zb_report_n_explanations (report), ==, 0);
}

static void
test_texts_are_cleaned (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");

  explain (report, "T-01#7", " first\r\nsecond\x01\rthird\xff ");
  g_assert_cmpstr (zb_report_explanation (report, 0)->text, ==, "first\nsecond\nthird\xEF\xBF\xBD");
  g_assert_cmpint (zb_report_explanation (report, 0)->time, ==,
                   G_GINT64_CONSTANT (1720497600000000));
}

static void
test_length_is_limited (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  g_autofree char *long_text = g_strnfill (ZB_REPORT_MAX_NOTE_LENGTH + 1, 'x');

  explain (report, "T-01#7", long_text);
  g_assert_cmpuint (strlen (zb_report_explanation (report, 0)->text), ==,
                    ZB_REPORT_MAX_NOTE_LENGTH);
}

static void
test_prefill_changes_are_sorted_by_cell (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  ZbPrefillChange second = {(char *)"A.02.2", (char *)"1", (char *)"2", (char *)"audit"};
  ZbPrefillChange first = {(char *)"A.01.2", NULL, (char *)"3", (char *)"error"};

  zb_report_add_prefill_change (report, &second);
  zb_report_add_prefill_change (report, &first);
  g_assert_cmpuint (zb_report_n_prefill_changes (report), ==, 2);
  g_assert_cmpstr (zb_report_prefill_change (report, 0)->cell, ==, "A.01.2");
  g_assert_cmpstr (zb_report_prefill_change (report, 0)->from, ==, "");
  first.to = (char *)"4";
  zb_report_add_prefill_change (report, &first);
  g_assert_cmpuint (zb_report_n_prefill_changes (report), ==, 2);
  g_assert_cmpstr (zb_report_prefill_change (report, 0)->to, ==, "4");
  g_assert_true (zb_report_remove_prefill_change (report, "A.01.2"));
  g_assert_false (zb_report_remove_prefill_change (report, "A.01.2"));
}

static void
test_attachments_are_sorted_by_name (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  ZbAttachment b = {(char *)"b.pdf", (char *)"application/pdf", 2, (char *)"22"};
  ZbAttachment a = {(char *)"a.pdf", (char *)"application/pdf", 1, (char *)"11"};

  zb_report_attach (report, &b);
  zb_report_attach (report, &a);
  g_assert_cmpuint (zb_report_n_attachments (report), ==, 2);
  g_assert_cmpstr (zb_report_attachment (report, 0)->name, ==, "a.pdf");
  g_assert_cmpuint (zb_report_attachment (report, 1)->size, ==, 2);
  g_assert_true (zb_report_detach (report, "b.pdf"));
  g_assert_false (zb_report_detach (report, "b.pdf"));
}

static void
test_copies_keep_their_notes (void)
{
  g_autoptr (ZbReport) report = zb_example_report_new ("2024-06");
  ZbAttachment a = {(char *)"a.pdf", (char *)"application/pdf", 1, (char *)"11"};
  g_autoptr (ZbReport) copy = NULL;

  explain (report, "T-01#7", "first");
  zb_report_attach (report, &a);
  copy = zb_report_copy (report);
  zb_report_unexplain (report, "T-01#7");
  g_assert_cmpuint (zb_report_n_explanations (copy), ==, 1);
  g_assert_cmpuint (zb_report_n_attachments (copy), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/report-notes/explanations-are-sorted-by-rule",
                   test_explanations_are_sorted_by_rule);
  g_test_add_func ("/forms/report-notes/same-rule-is-explained-once",
                   test_same_rule_is_explained_once);
  g_test_add_func ("/forms/report-notes/texts-are-cleaned", test_texts_are_cleaned);
  g_test_add_func ("/forms/report-notes/length-is-limited", test_length_is_limited);
  g_test_add_func ("/forms/report-notes/prefill-changes-are-sorted-by-cell",
                   test_prefill_changes_are_sorted_by_cell);
  g_test_add_func ("/forms/report-notes/attachments-are-sorted-by-name",
                   test_attachments_are_sorted_by_name);
  g_test_add_func ("/forms/report-notes/copies-keep-their-notes", test_copies_keep_their_notes);
  return g_test_run ();
}
