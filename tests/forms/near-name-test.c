/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/near-name.h"

static void
assert_hint (const char *wanted, const char *const *names, const char *expected)
{
  ZbNearName near = zb_near_name (wanted);
  g_autofree char *hint = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    zb_near_name_offer (&near, names[i]);
  hint = zb_near_name_hint (&near);
  g_assert_cmpstr (hint, ==, expected);
}

static void
test_finds_slips (void)
{
  static const char *const forms[] = {"B203", "B204-1", "205-1", "会企01", NULL};

  assert_hint ("b204-1", forms, "; did you mean “B204-1”?");
  assert_hint ("B240-1", forms, "; did you mean “B204-1”?");
  assert_hint ("B2041", forms, "; did you mean “B204-1”?");
  assert_hint ("会企1", forms, "; did you mean “会企01”?");
  assert_hint ("B230", forms, "; did you mean “B203”?");
}

static void
test_keeps_silent_when_nothing_is_near (void)
{
  static const char *const forms[] = {"B203", "B204-1", NULL};

  assert_hint ("JT201-9", forms, "");
  assert_hint ("", forms, "");
  assert_hint ("\xff", forms, "");
}

static void
test_short_codes_differ_only_by_case_or_zeros (void)
{
  static const char *const codes[] = {"01", "02", "A", NULL};

  assert_hint ("1", codes, "; did you mean “01”?");
  assert_hint ("002", codes, "; did you mean “02”?");
  assert_hint ("a", codes, "; did you mean “A”?");
  assert_hint ("03", codes, "");
  assert_hint ("0", codes, "");
}

static void
test_overlong_names_are_left_aside (void)
{
  g_autofree char *at_limit = g_strnfill (48, 'a'), *beyond = g_strnfill (49, 'a');
  const char *const names[] = {at_limit, beyond, NULL};
  g_autofree char *expected = g_strdup_printf ("; did you mean “%s”?", at_limit);

  assert_hint (at_limit, names, expected);
  assert_hint (beyond, names, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/near-name/finds-slips", test_finds_slips);
  g_test_add_func ("/forms/near-name/keeps-silent-when-nothing-is-near",
                   test_keeps_silent_when_nothing_is_near);
  g_test_add_func ("/forms/near-name/short-codes-differ-only-by-case-or-zeros",
                   test_short_codes_differ_only_by_case_or_zeros);
  g_test_add_func ("/forms/near-name/overlong-names-are-left-aside",
                   test_overlong_names_are_left_aside);
  return g_test_run ();
}
