/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/signing-role.h"

#include "forms/error.h"

#include <string.h>

static void
test_is_read_and_written (void)
{
  g_autoptr (GError) error = NULL;
  guint roles = 0;

  g_assert_true (zb_signing_roles_parse ("legal-signer preparer", &roles, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (roles, ==, ZB_SIGNING_PREPARER | ZB_SIGNING_LEGAL_SIGNER);
  g_autofree char *text = zb_signing_roles_to_text (roles);
  g_assert_cmpstr (text, ==, "preparer legal-signer");
  g_autofree char *none = zb_signing_roles_to_text (0);
  g_assert_cmpstr (none, ==, "");
}

static void
test_refuses_other_words (void)
{
  static const struct {
    const char *text, *message;
  } bad[] = {
      {"boss", "“boss” is no role to sign in: preparer, reviewer, legal-signer"},
      {"preparer reviewer preparer", "the role “preparer” is said twice"},
      {"", "no role to sign in is said"},
      {"preparer  reviewer", "“” is no role to sign in"},
      {"Preparer", "“Preparer” is no role to sign in"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    guint roles = 99;

    g_assert_false (zb_signing_roles_parse (bad[i].text, &roles, &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
    g_assert_nonnull (strstr (error->message, bad[i].message));
    g_assert_cmpuint (roles, ==, 99);
  }
}

static void
test_knows_who_is_next (void)
{
  g_assert_cmpuint (zb_signing_roles_first (ZB_SIGNING_ALL), ==, ZB_SIGNING_PREPARER);
  g_assert_cmpuint (zb_signing_roles_first (ZB_SIGNING_LEGAL_SIGNER | ZB_SIGNING_REVIEWER), ==,
                    ZB_SIGNING_REVIEWER);
  g_assert_cmpuint (zb_signing_roles_first (0), ==, 0);
}

static void
check_words (guint roles, const char *zh, const char *en)
{
  g_autofree char *in_chinese = zb_signing_roles_to_words (roles, "zh_CN");
  g_autofree char *in_english = zb_signing_roles_to_words (roles, "en");

  g_assert_cmpstr (in_chinese, ==, zh);
  g_assert_cmpstr (in_english, ==, en);
}

static void
test_is_called_in_words (void)
{
  check_words (0, "", "");
  check_words (ZB_SIGNING_REVIEWER, "审核人", "reviewer");
  check_words (ZB_SIGNING_PREPARER | ZB_SIGNING_LEGAL_SIGNER, "填表人、单位负责人",
               "preparer and legal signer");
  check_words (ZB_SIGNING_ALL, "填表人、审核人、单位负责人", "preparer, reviewer and legal signer");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/signing-role/is-read-and-written", test_is_read_and_written);
  g_test_add_func ("/forms/signing-role/refuses-other-words", test_refuses_other_words);
  g_test_add_func ("/forms/signing-role/knows-who-is-next", test_knows_who_is_next);
  g_test_add_func ("/forms/signing-role/is-called-in-words", test_is_called_in_words);
  return g_test_run ();
}
