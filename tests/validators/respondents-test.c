/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/respondents.h"

#include "validators/error.h"

#include <string.h>

static gboolean
matches (const char *text, const char *industry, const char *size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRespondents) respondents = zb_respondents_parse (text, &error);
  g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_no_error (error);
  if (industry != NULL)
    g_hash_table_insert (attributes, (char *)"industry", (char *)industry);
  if (size != NULL)
    g_hash_table_insert (attributes, (char *)"size", (char *)size);
  return zb_respondents_match (respondents, attributes);
}

static void
test_conditions_hold (void)
{
  static const struct {
    const char *text, *industry, *size;
    gboolean expected;
  } cases[] = {
      {NULL, NULL, NULL, TRUE},
      {"  ", NULL, NULL, TRUE},
      {"reg.industry in 06..46", "3974", NULL, TRUE},
      {"reg.industry in 06..46", "0610", NULL, TRUE},
      {"reg.industry in 06..46", "4690", NULL, TRUE},
      {"reg.industry in 06..46", "4710", NULL, FALSE},
      {"reg.industry in 06..46", "0540", NULL, FALSE},
      {"reg.industry in 06..46", NULL, NULL, FALSE},
      {"reg.industry in 53..60, 3974", "3974", NULL, TRUE},
      {"reg.industry in 53..60, 3974", "3975", NULL, FALSE},
      {"reg.size = 1 or reg.size = 2", NULL, "2", TRUE},
      {"reg.size <> 4", NULL, "3", TRUE},
      {"reg.size <> 4", NULL, NULL, FALSE},
      {"not reg.size = 4", NULL, NULL, TRUE},
      {"reg.size <= 2", NULL, "2", TRUE},
      {"reg.size < 2", NULL, "2", FALSE},
      {"reg.size >= 2", NULL, "3", TRUE},
      {"reg.size > 2", NULL, "1", FALSE},
      {"filled (reg.size)", NULL, "1", TRUE},
      {"filled (reg.size)", NULL, NULL, FALSE},
      {"true and not false", NULL, NULL, TRUE},
      /* and binds closer than or */
      {"true or true and false", NULL, NULL, TRUE},
      {"(true or true) and false", NULL, NULL, FALSE},
      {"reg.size = \"1\"", NULL, "1", TRUE},
      {"reg.industry in 06..46 and (reg.size in 1, 2 or not filled (reg.size))", "3974", NULL,
       TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (matches (cases[i].text, cases[i].industry, cases[i].size) != cases[i].expected)
      g_error ("\"%s\" with industry %s, size %s is not %d", cases[i].text, cases[i].industry,
               cases[i].size, cases[i].expected);
}

static void
test_errors_name_the_column (void)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"reg.size", "respondents, column 9: expected in or a comparison, found the end"},
      {"size = 1", "respondents, column 1: expected reg.ATTRIBUTE, found \"size\""},
      {"reg.size = ", "respondents, column 12: expected a code, found the end"},
      {"reg.size in 1..", "respondents, column 16: expected a code, found the end"},
      {"(true", "respondents, column 6: expected ), found the end"},
      {"true true", "respondents, column 6: expected and, or, or the end, found \"true\""},
      {"true and", "respondents, column 9: expected reg.ATTRIBUTE, found the end"},
      {"reg.size = \"1", "respondents, column 12: expected a closing quote, found the end"},
      {"true ; drop", "respondents, column 6: expected a condition, found \";\""},
      {"filled reg.size", "respondents, column 8: expected (, found \"reg.size\""},
      {"reg.size in 1, or true", "respondents, column 19: expected and, or, or the end, found "
                                 "\"true\""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (zb_respondents_parse (cases[i].text, &error));
    g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

static ZbRespondents *
parse_nested (guint depth, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '(');
  g_string_append (text, "true");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ')');
  return zb_respondents_parse (text->str, error);
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *most = g_strnfill (ZB_RESPONDENTS_MAX_LENGTH, ' ');
  g_autofree char *more = g_strnfill (ZB_RESPONDENTS_MAX_LENGTH + 1, ' ');

  g_autoptr (ZbRespondents) blank = zb_respondents_parse (most, &error);
  g_assert_no_error (error);
  g_assert_nonnull (blank);
  g_assert_null (zb_respondents_parse (more, &error));
  g_assert_nonnull (strstr (error->message, "longer than 4096 bytes"));
  g_clear_error (&error);

  /* The innermost word is a level too. */
  g_autoptr (ZbRespondents) nested = parse_nested (ZB_RESPONDENTS_MAX_DEPTH - 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (nested);
  g_assert_null (parse_nested (ZB_RESPONDENTS_MAX_DEPTH, &error));
  g_assert_nonnull (strstr (error->message, "less nesting"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/validators/respondents/" name, function)
  ADD ("conditions-hold", test_conditions_hold);
  ADD ("errors-name-the-column", test_errors_name_the_column);
  ADD ("limits", test_limits);
#undef ADD
  return g_test_run ();
}
