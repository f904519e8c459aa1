/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/tally.h"

static void
assert_text (ZbTally tally, const char *expected)
{
  g_autofree char *text = zb_tally_to_text (&tally);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  assert_text ((ZbTally){.state = ZB_TALLY_UNCHECKED}, "Not checked yet");
  assert_text ((ZbTally){.state = ZB_TALLY_CHECKING, .n_refused = 1},
               "Checking… · 1 cell is not a value");
  assert_text ((ZbTally){.state = ZB_TALLY_CHECKED, .n_hard = 3, .n_soft = 2, .n_later = 12},
               "3 errors · 2 to explain · 12 checks run only at the bureau");
  assert_text ((ZbTally){.state = ZB_TALLY_CHECKED, .n_waiting = 2, .waiting_for = "B203, 202-1"},
               "No errors · 2 checks wait for reports not sent yet: B203, 202-1");
  assert_text ((ZbTally){.state = ZB_TALLY_CHECKED, .n_waiting = 1, .waiting_for = "B203"},
               "No errors · 1 check waits for reports not sent yet: B203");
  assert_text ((ZbTally){.state = ZB_TALLY_CHECKED, .n_quasi = 1}, "1 needs a reason");
  assert_text ((ZbTally){.state = ZB_TALLY_CHECKED, .n_explained = 2, .n_info = 1},
               "No errors · 2 explained · 1 hint");
}

static void
assert_label (ZbTally tally, ZbTallyPart part, const char *expected)
{
  g_autofree char *label = zb_tally_part_to_label (&tally, part);
  g_assert_cmpstr (label, ==, expected);
}

static void
test_labels (void)
{
  const ZbTally tally = {.state = ZB_TALLY_CHECKED,
                         .n_hard = 3,
                         .n_waiting = 1,
                         .waiting_for = "B203",
                         .n_other_edition = 2,
                         .n_later = 12};
  assert_label (tally, ZB_TALLY_HARD, "3 errors");
  assert_label (tally, ZB_TALLY_SOFT, NULL);
  assert_label (tally, ZB_TALLY_WAITING, "1 waiting");
  assert_label (tally, ZB_TALLY_OTHER_EDITION, "2 not comparable");
  assert_label (tally, ZB_TALLY_LATER, "12 at the bureau");
}

static void
test_clear (void)
{
  ZbTally tally = {.state = ZB_TALLY_CHECKED, .n_explained = 1, .n_info = 1, .n_later = 1};
  g_assert_true (zb_tally_is_clear (&tally));
  guint *const blockers[] = {&tally.n_refused, &tally.n_hard, &tally.n_quasi, &tally.n_soft};
  for (guint i = 0; i < G_N_ELEMENTS (blockers); i++) {
    *blockers[i] = 1;
    g_assert_false (zb_tally_is_clear (&tally));
    *blockers[i] = 0;
  }
  tally.state = ZB_TALLY_CHECKING;
  g_assert_false (zb_tally_is_clear (&tally));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/tally/text", test_text);
  g_test_add_func ("/desktop/tally/labels", test_labels);
  g_test_add_func ("/desktop/tally/clear", test_clear);
  return g_test_run ();
}
