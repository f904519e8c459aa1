/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

static void
test_finds_by_name (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_cmpint (zb_form_find_section (form, "C"), ==, 2);
  g_assert_cmpint (zb_form_find_section (form, "c"), ==, -1);
  g_assert_cmpint (zb_section_find_row (&form->sections[0], "03"), ==, 2);
  g_assert_cmpint (zb_section_find_row (&form->sections[0], "3"), ==, -1);
  g_assert_cmpint (zb_section_find_column (&form->sections[1], "V"), ==, 1);
  g_assert_cmpint (zb_section_find_column (&form->sections[1], "2"), ==, -1);
}

static void
test_fields_are_numbered_head_first (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_cmpuint (zb_form_n_fields (form), ==, 4);
  g_assert_cmpint (zb_form_find_field (form, "shifts"), ==, 1);
  g_assert_cmpint (zb_form_find_field (form, "preparer"), ==, 2);
  g_assert_cmpint (zb_form_find_field (form, "phone"), ==, -1);
  g_assert_cmpstr (zb_form_field (form, 3)->id, ==, "report-date");
}

static void
test_unknown_names_say_what_was_meant (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  g_autoptr (GError) section = NULL, field = NULL, row = NULL, column = NULL;

  g_assert_false (zb_form_fail_section (form, "b", &section));
  g_assert_error (section, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND);
  g_assert_cmpstr (section->message, ==, "form T-01 has no section “b”; did you mean “B”?");
  g_assert_false (zb_form_fail_field (form, "perparer", &field));
  g_assert_cmpstr (field->message, ==,
                   "form T-01 has no field “perparer”; did you mean “preparer”?");
  g_assert_false (zb_section_fail_row (&form->sections[0], "1", &row));
  g_assert_cmpstr (row->message, ==, "section A has no row “1”; did you mean “01”?");
  g_assert_false (zb_section_fail_column (&form->sections[0], "9", &column));
  g_assert_cmpstr (column->message, ==, "section A has no column “9”");
}

static void
test_fixed_cells_have_their_own_spec (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  ZbCellSpec spec;

  g_assert_true (zb_section_cell_spec (&form->sections[0], "02", 0, &spec));
  g_assert_cmpstr (spec.measure->id, ==, "KWH10000");
  g_assert_cmpuint (spec.scale, ==, 2);
  g_assert_false (zb_section_cell_spec (&form->sections[0], "04", 0, &spec));
  g_assert_false (zb_section_cell_spec (&form->sections[0], "02", 2, &spec));
}

static void
test_entries_override_measure_and_scale (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  const ZbSection *products = &form->sections[2];
  ZbCellSpec spec;

  g_assert_true (zb_section_cell_spec (products, "391301", 0, &spec));
  g_assert_cmpstr (spec.measure->id, ==, "MACHINE10000");
  g_assert_cmpuint (spec.scale, ==, 2);
  g_assert_true (zb_section_cell_spec (products, "397401", 0, &spec));
  g_assert_cmpuint (spec.scale, ==, 1);
}

static void
test_column_with_own_measure_keeps_it (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  ZbCellSpec spec;

  g_assert_true (zb_section_cell_spec (&form->sections[2], "397401", 1, &spec));
  g_assert_cmpstr (spec.measure->id, ==, "CNY");
  g_assert_cmpuint (spec.scale, ==, 2);
}

static void
test_unknown_keys_take_the_columns_spec (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  ZbCellSpec spec;

  g_assert_true (zb_section_cell_spec (&form->sections[2], "999999", 0, &spec));
  g_assert_null (spec.measure);
  g_assert_cmpuint (spec.scale, ==, 0);
  g_assert_false (zb_section_cell_spec (&form->sections[2], "99-99", 0, &spec));
}

static void
test_keys_have_1_to_20_letters_and_digits (void)
{
  g_assert_true (zb_section_is_key ("3974"));
  g_assert_true (zb_section_is_key ("abcdefghijklmnopqrst"));
  g_assert_false (zb_section_is_key ("abcdefghijklmnopqrstu"));
  g_assert_false (zb_section_is_key (""));
  g_assert_false (zb_section_is_key ("39 74"));
  g_assert_false (zb_section_is_key ("三"));
}

static void
test_joint_january_is_not_collected (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_false (zb_form_collects (form, zb_example_period ("2024-01")));
  g_assert_true (zb_form_collects (form, zb_example_period ("2024-02")));
  g_assert_false (zb_form_collects (form, zb_example_period ("2024-Q1")));
  g_assert_true (zb_form_is_joint (form, zb_example_period ("2024-02")));
  g_assert_false (zb_form_is_joint (form, zb_example_period ("2024-03")));
}

static void
test_exempt_january_makes_no_joint_february (void)
{
  g_autoptr (ZbForm) form = zb_example_form_with ("january='joint'", "january='exempt'", NULL);

  g_assert_false (zb_form_collects (form, zb_example_period ("2024-01")));
  g_assert_false (zb_form_is_joint (form, zb_example_period ("2024-02")));
}

static void
test_collected_january_is_the_first_month (void)
{
  g_autoptr (ZbForm) form = zb_example_form_with ("january='joint'", "", NULL);
  ZbPeriod before;

  g_assert_true (zb_form_collects (form, zb_example_period ("2024-01")));
  g_assert_false (zb_form_previous (form, zb_example_period ("2024-01"), &before));
  g_assert_true (zb_form_previous (form, zb_example_period ("2024-02"), &before));
  g_assert_true (zb_period_equal (before, zb_example_period ("2024-01")));
}

static void
test_previous_stays_within_the_year (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  ZbPeriod before = zb_example_period ("1999");

  g_assert_false (zb_form_previous (form, zb_example_period ("2024-02"), &before));
  g_assert_false (zb_form_previous (form, zb_example_period ("2024-01"), &before));
  g_assert_false (zb_form_previous (form, zb_example_period ("2024-Q2"), &before));
  g_assert_true (zb_period_equal (before, zb_example_period ("1999")));
  g_assert_true (zb_form_previous (form, zb_example_period ("2024-03"), &before));
  g_assert_true (zb_period_equal (before, zb_example_period ("2024-02")));
}

static void
test_serves_from_valid_to_expiry (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  g_autoptr (ZbForm) open = zb_example_form_with (" expires='2025-12'", "", NULL);

  g_assert_false (zb_form_serves (form, zb_example_period ("2024-01")));
  g_assert_true (zb_form_serves (form, zb_example_period ("2024-02")));
  g_assert_true (zb_form_serves (form, zb_example_period ("2025-12")));
  g_assert_false (zb_form_serves (form, zb_example_period ("2026-01")));
  g_assert_false (zb_form_serves (form, zb_example_period ("2024-Q2")));
  g_assert_true (zb_form_serves (open, zb_example_period ("2199-01")));
}

static void
test_item_ids_go_both_ways (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  g_autofree char *fixed = zb_form_item_id (form, 3, "甲", 1);
  g_autofree char *dynamic = zb_form_item_id (form, 1, "3974", 1);
  g_autofree char *key = NULL;
  guint section = 9, column = 9;

  g_assert_cmpstr (fixed, ==, "D.甲.2");
  g_assert_cmpstr (dynamic, ==, "B.3974.V");
  g_assert_true (zb_form_split_item_id (form, dynamic, &section, &key, &column));
  g_assert_cmpuint (section, ==, 1);
  g_assert_cmpstr (key, ==, "3974");
  g_assert_cmpuint (column, ==, 1);
}

static void
test_other_texts_are_no_item_ids (void)
{
  static const char *const texts[] = {"",       "A",      "A.01",     "A.01.1.2", "X.01.1",
                                      "A.04.1", "A.01.3", "B.39-7.1", "B..1",     ".01.1"};
  g_autoptr (ZbForm) form = zb_example_form_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *key = NULL;
    guint section, column;

    g_test_message ("%s", texts[i]);
    g_assert_false (zb_form_split_item_id (form, texts[i], &section, &key, &column));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/form-lookup/finds-by-name", test_finds_by_name);
  g_test_add_func ("/forms/form-lookup/fields-are-numbered-head-first",
                   test_fields_are_numbered_head_first);
  g_test_add_func ("/forms/form-lookup/unknown-names-say-what-was-meant",
                   test_unknown_names_say_what_was_meant);
  g_test_add_func ("/forms/form-lookup/fixed-cells-have-their-own-spec",
                   test_fixed_cells_have_their_own_spec);
  g_test_add_func ("/forms/form-lookup/entries-override-measure-and-scale",
                   test_entries_override_measure_and_scale);
  g_test_add_func ("/forms/form-lookup/column-with-own-measure-keeps-it",
                   test_column_with_own_measure_keeps_it);
  g_test_add_func ("/forms/form-lookup/unknown-keys-take-the-columns-spec",
                   test_unknown_keys_take_the_columns_spec);
  g_test_add_func ("/forms/form-lookup/keys-have-1-to-20-letters-and-digits",
                   test_keys_have_1_to_20_letters_and_digits);
  g_test_add_func ("/forms/form-lookup/joint-january-is-not-collected",
                   test_joint_january_is_not_collected);
  g_test_add_func ("/forms/form-lookup/exempt-january-makes-no-joint-february",
                   test_exempt_january_makes_no_joint_february);
  g_test_add_func ("/forms/form-lookup/collected-january-is-the-first-month",
                   test_collected_january_is_the_first_month);
  g_test_add_func ("/forms/form-lookup/previous-stays-within-the-year",
                   test_previous_stays_within_the_year);
  g_test_add_func ("/forms/form-lookup/serves-from-valid-to-expiry",
                   test_serves_from_valid_to_expiry);
  g_test_add_func ("/forms/form-lookup/item-ids-go-both-ways", test_item_ids_go_both_ways);
  g_test_add_func ("/forms/form-lookup/other-texts-are-no-item-ids",
                   test_other_texts_are_no_item_ids);
  return g_test_run ();
}
