/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/text.h"

#include "forms/error.h"

static void
test_language_chooses (void)
{
  ZbText text = {(char *)"元", (char *)"yuan"};

  g_assert_cmpstr (zb_text_get (&text, "zh"), ==, "元");
  g_assert_cmpstr (zb_text_get (&text, "zh_CN.UTF-8"), ==, "元");
  g_assert_cmpstr (zb_text_get (&text, "en_GB"), ==, "yuan");
  g_assert_cmpstr (zb_text_get (&text, "de"), ==, "yuan");
  g_assert_cmpstr (zb_text_get (&text, NULL), ==, "yuan");
}

static void
test_falls_back_to_the_other_language (void)
{
  ZbText chinese = {(char *)"元", NULL}, english = {NULL, (char *)"yuan"};
  ZbText none = {NULL, NULL};

  g_assert_cmpstr (zb_text_get (&chinese, "en"), ==, "元");
  g_assert_cmpstr (zb_text_get (&english, "zh"), ==, "yuan");
  g_assert_cmpstr (zb_text_get (&none, "zh"), ==, "");
}

static void
test_clear_empties (void)
{
  ZbText text = {g_strdup ("元"), g_strdup ("yuan")};

  zb_text_clear (&text);
  g_assert_null (text.zh);
  g_assert_null (text.en);
}

static void
assert_check (const char *text, guint max, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (zb_text_check_clean (text, max, &error), ==, message == NULL);
  if (message == NULL)
    return;
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_check_counts_characters (void)
{
  assert_check ("一二三", 3, 0, NULL);
  assert_check ("一二三四", 3, ZB_FORMS_ERROR_TOO_LARGE,
                "the text has 4 characters, at most 3 fit here");
  assert_check ("", 0, 0, NULL);
}

static void
test_check_refuses_what_xml_cannot_hold (void)
{
  assert_check ("a\nb\tc", 9, 0, NULL);
  assert_check ("a\rb", 9, ZB_FORMS_ERROR_INVALID, "the text holds the control character U+000D");
  assert_check ("a\x7f", 9, ZB_FORMS_ERROR_INVALID, "the text holds the control character U+007F");
  assert_check ("\xC2\x85z", 9, ZB_FORMS_ERROR_INVALID,
                "the text holds the control character U+0085");
  assert_check ("\xEF\xBF\xBF", 9, ZB_FORMS_ERROR_INVALID,
                "the text holds the control character U+FFFF");
  assert_check ("a\xff", 9, ZB_FORMS_ERROR_INVALID, "the text is not UTF-8");
  assert_check ("a\xe4\xb8", 9, ZB_FORMS_ERROR_INVALID, "the text is not UTF-8");
}

static void
test_check_refuses_outer_blanks (void)
{
  assert_check (" a", 9, ZB_FORMS_ERROR_INVALID, "the text has blanks at its ends");
  assert_check ("a\n", 9, ZB_FORMS_ERROR_INVALID, "the text has blanks at its ends");
  assert_check (" ", 9, ZB_FORMS_ERROR_INVALID, "the text has blanks at its ends");
}

static void
assert_cleaned (const char *text, guint max, const char *expected)
{
  g_autofree char *clean = zb_text_clean (text, max);

  g_assert_cmpstr (clean, ==, expected);
  g_assert_true (zb_text_check_clean (clean, max, NULL));
}

static void
test_clean_keeps_what_is_meant (void)
{
  assert_cleaned (NULL, 9, "");
  assert_cleaned ("  a b \n", 9, "a b");
  assert_cleaned ("a\r\nb\rc\x01", 9, "a\nb\nc");
  assert_cleaned ("一二三四", 3, "一二三");
  assert_cleaned ("ab cd", 3, "ab");
  assert_cleaned ("\xff", 9, "\xEF\xBF\xBD");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/text/language-chooses", test_language_chooses);
  g_test_add_func ("/forms/text/falls-back-to-the-other-language",
                   test_falls_back_to_the_other_language);
  g_test_add_func ("/forms/text/clear-empties", test_clear_empties);
  g_test_add_func ("/forms/text/check-counts-characters", test_check_counts_characters);
  g_test_add_func ("/forms/text/check-refuses-what-xml-cannot-hold",
                   test_check_refuses_what_xml_cannot_hold);
  g_test_add_func ("/forms/text/check-refuses-outer-blanks", test_check_refuses_outer_blanks);
  g_test_add_func ("/forms/text/clean-keeps-what-is-meant", test_clean_keeps_what_is_meant);
  return g_test_run ();
}
