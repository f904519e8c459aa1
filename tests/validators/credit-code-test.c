/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/credit-code.h"

#include "validators/error.h"

typedef struct {
  const char *code;
  const char *problem; /* part of the message; NULL where the code is right */
} Vector;

static void
check_vectors (const Vector *vectors, gsize n, gboolean (*check) (const char *, GError **))
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    gboolean right = check (vectors[i].code, &error);

    if (vectors[i].problem == NULL) {
      g_assert_no_error (error);
      g_assert_true (right);
      continue;
    }
    g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID);
    g_assert_false (right);
    if (strstr (error->message, vectors[i].problem) == NULL)
      g_error ("%s: \"%s\" does not say \"%s\"", vectors[i].code, error->message,
               vectors[i].problem);
  }
}

static void
test_credit_vectors (void)
{
  static const Vector vectors[] = {
      {"91350100M000100Y43", NULL}, /* the annex of GB 32100 */
      {"9144030071526726XG", NULL},
      {"914403001922038216", NULL},
      {"91330100716105852F", NULL},
      {"9135020061202218XY", NULL},
      {"91350203MA2XK7R35J", NULL},
      {"91350206MA31T9QB1N", NULL},
      {"91350211705401189E", NULL},
      {"91350213MA33J4E5XM", NULL},
      {"913502006000003110", NULL}, /* the check value is 31, written 0 */
      {"91350100M000100Y4Z", "\"Z\" at character 18"},
      {"91310115MA1G4L1WXK", "the check character is K, it should be 7"},
      {"91350203MA2XK7R35K", "the check character is K, it should be J"},
      {"91350203MA2KX7R35J", "it should be 6"},
      {"91350203MA2XK7R3OJ", "\"O\" at character 17"},
      {"91350203ma2xk7r35j", "\"m\" at character 9"},
      {"91350203MA2XK7R35", "it has 17 characters, not 18"},
      {"91350203MA2XK7R35J0", "it has 19 characters, not 18"},
      {"９1350203MA2XK7R35J", "\"９\" at character 1"},
      {"", "it has 0 characters"},
      {"9135020\xff", "not UTF-8"},
  };

  check_vectors (vectors, G_N_ELEMENTS (vectors), zb_credit_code_check);
}

static void
test_inner_code (void)
{
  /* The outer check of this one is right, the organisation code inside is not. */
  char code[] = "91350203MA2XK7R340";
  const Vector vector = {code, "organisation code inside the unified social credit code"};

  code[17] = zb_credit_code_check_character (code);
  check_vectors (&vector, 1, zb_credit_code_check);
}

static void
test_organisation_vectors (void)
{
  static const Vector vectors[] = {
      {"D2143569-X", NULL}, /* the annex of GB 11714 */
      {"74371976-1", NULL},
      {"L1832212-3", NULL},
      {"76822546-9", NULL},
      {"MA1FL0LY-9", NULL},
      {"MA1FL0LY9", NULL},
      {"12345678-8", NULL},
      {"87654321-0", NULL},
      {"M000100Y-4", NULL},
      {"MA2XK7R35", NULL}, /* letters count by all 36 signs, not by the 31 of the outer code */
      {"D2143569-0", "the check character is 0, it should be X"},
      {"12345678-9", "the check character is 9, it should be 8"},
      {"d2143569-X", "\"d\" at character 1"},
      {"1234567-8", "\"-\" at character 8"},
      {"12345678", "8 characters and a check digit"},
      {"12345678-88", "8 characters and a check digit"},
      {"12345678-", "\"-\" at character 9"},
      {"", "8 characters and a check digit"},
  };

  check_vectors (vectors, G_N_ELEMENTS (vectors), zb_organisation_code_check);
}

static void
test_malformed_has_no_check_character (void)
{
  g_assert_cmpint (zb_credit_code_check_character ("91350203MA2XK7R3O"), ==, '\0');
  g_assert_cmpint (zb_credit_code_check_character ("9135"), ==, '\0');
  g_assert_cmpint (zb_organisation_code_check_character ("1234-678"), ==, '\0');
}

static void
test_normalise (void)
{
  static const struct {
    const char *typed, *code;
    gboolean changed;
  } cases[] = {
      {"91350203MA2XK7R35J", "91350203MA2XK7R35J", FALSE},
      {" 91350203-ma2xk7r35j ", "91350203MA2XK7R35J", TRUE},
      {"９１３５０２０３ＭＡ２ＸＫ７Ｒ３５Ｊ", "91350203MA2XK7R35J", TRUE},
      {"9135　0203—MA2XK7R35J", "91350203MA2XK7R35J", TRUE},
      {"91350203MA2XK7R3OJ", "91350203MA2XK7R3OJ", FALSE}, /* O stays O, to be refused */
      {"\xff", "\xef\xbf\xbd", TRUE},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean changed = !cases[i].changed;
    g_autofree char *code = zb_credit_code_normalise (cases[i].typed, &changed);

    g_assert_cmpstr (code, ==, cases[i].code);
    g_assert_cmpint (changed, ==, cases[i].changed);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/credit-code/credit-vectors", test_credit_vectors);
  g_test_add_func ("/validators/credit-code/inner-code", test_inner_code);
  g_test_add_func ("/validators/credit-code/organisation-vectors", test_organisation_vectors);
  g_test_add_func ("/validators/credit-code/malformed-has-no-check-character",
                   test_malformed_has_no_check_character);
  g_test_add_func ("/validators/credit-code/normalise", test_normalise);
  return g_test_run ();
}
