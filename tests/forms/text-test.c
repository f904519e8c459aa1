/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/text.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/text/language-chooses", test_language_chooses);
  g_test_add_func ("/forms/text/falls-back-to-the-other-language",
                   test_falls_back_to_the_other_language);
  g_test_add_func ("/forms/text/clear-empties", test_clear_empties);
  return g_test_run ();
}
