/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/finisher.h"

#define ITEMS 1000

typedef struct {
  guint next;    /* item that must come next */
  gboolean slow; /* they take long enough that others are pushed meanwhile */
} Seen;

static void
finish (const gpointer *items, guint n, gpointer data)
{
  Seen *seen = data;

  g_assert_cmpuint (n, <=, ZB_FINISHER_TOGETHER);
  for (guint i = 0; i < n; i++, seen->next++)
    g_assert_cmpuint (GPOINTER_TO_UINT (items[i]), ==, seen->next);
  if (seen->slow)
    g_usleep (10 * n);
}

/* Nothing is left when it ends, and nothing overtakes. */
static void
test_finishes_all_in_order (gconstpointer slow)
{
  g_autoptr (GError) error = NULL;
  Seen seen = {.next = 1, .slow = slow != NULL};
  ZbFinisher *finisher = zb_finisher_new (finish, &seen, &error);

  g_assert_no_error (error);
  for (guint i = 1; i <= ITEMS; i++) {
    zb_finisher_push (finisher, GUINT_TO_POINTER (i));
    if (i % 100 == 0)
      g_usleep (G_TIME_SPAN_MILLISECOND);
  }
  zb_finisher_free (finisher);
  g_assert_cmpuint (seen.next, ==, ITEMS + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/server/finisher/finishes-all-in-order", NULL, test_finishes_all_in_order);
  g_test_add_data_func ("/server/finisher/finishes-what-comes-meanwhile", "slow",
                        test_finishes_all_in_order);
  return g_test_run ();
}
