/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/verdict.h"

static void
assert_text (ZbVerdict verdict, const char *expected)
{
  g_autofree char *text = zb_verdict_to_text (&verdict);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  assert_text ((ZbVerdict){.state = ZB_VERDICT_UNCHECKED}, "Not checked yet");
  assert_text ((ZbVerdict){.state = ZB_VERDICT_CHECKING, .n_refused = 1},
               "Checking… · 1 cell is not a value");
  assert_text ((ZbVerdict){.state = ZB_VERDICT_CHECKED, .n_hard = 3, .n_soft = 2, .n_later = 12},
               "3 errors · 2 to explain · 12 checks run only at the bureau");
  assert_text ((ZbVerdict){.state = ZB_VERDICT_CHECKED, .n_quasi = 1}, "1 needs a reason");
  assert_text ((ZbVerdict){.state = ZB_VERDICT_CHECKED, .n_explained = 2, .n_info = 1},
               "No errors · 2 explained · 1 hint");
}

static void
test_clear (void)
{
  ZbVerdict verdict = {.state = ZB_VERDICT_CHECKED, .n_explained = 1, .n_info = 1, .n_later = 1};
  g_assert_true (zb_verdict_is_clear (&verdict));
  guint *const blockers[] = {&verdict.n_refused, &verdict.n_hard, &verdict.n_quasi,
                             &verdict.n_soft};
  for (guint i = 0; i < G_N_ELEMENTS (blockers); i++) {
    *blockers[i] = 1;
    g_assert_false (zb_verdict_is_clear (&verdict));
    *blockers[i] = 0;
  }
  verdict.state = ZB_VERDICT_CHECKING;
  g_assert_false (zb_verdict_is_clear (&verdict));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/verdict/text", test_text);
  g_test_add_func ("/desktop/verdict/clear", test_clear);
  return g_test_run ();
}
