/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/finding-list.h"

#include <glib.h>
#include <string.h>

#define FIRST "{\"rule\":\"F#1\",\"severity\":\"hard\",\"message\":{\"zh\":\"} , {\\\"\"}}"
#define SECOND "{\"rule\":\"F#2\",\"severity\":\"soft\",\"cells\":[{\"a\":\"]\"}]}"

static char *
list_of (guint n)
{
  GString *text = g_string_new ("[" SECOND);

  for (guint i = 0; i < n; i++)
    g_string_append (text, "," FIRST);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
test_keeps_what_fits (void)
{
  g_autofree char *list = list_of (3);

  g_assert_null (zb_finding_list_shorten (list, strlen (list)));
  g_assert_null (zb_finding_list_shorten ("[]", 2));
}

/* One byte over: of the rule that has most only half stay, of the other all. */
static void
test_counts_what_it_leaves_out (void)
{
  g_autofree char *list = list_of (64);
  g_autofree char *shorter = zb_finding_list_shorten (list, strlen (list) - 1);
  g_autofree char *half = list_of (32);
  g_autofree char *expected = g_strdup_printf (
      "%.*s,{\"rule\":\"F#1\",\"severity\":\"hard\",\"more\":32}]", (int)strlen (half) - 1, half);

  g_assert_cmpstr (shorter, ==, expected);
}

static void
test_counts_all_where_nothing_fits (void)
{
  g_autofree char *list = list_of (5);
  g_autofree char *shorter = zb_finding_list_shorten (list, 10);

  g_assert_cmpstr (shorter, ==,
                   "[{\"rule\":\"F#2\",\"severity\":\"soft\",\"more\":1},"
                   "{\"rule\":\"F#1\",\"severity\":\"hard\",\"more\":5}]");
}

static void
test_leaves_other_texts_alone (void)
{
  static const char *const texts[] = {"",
                                      "{}",
                                      "[1,2,3]",
                                      "[{\"rule\":\"F#1\"}",
                                      "[{\"a\":\"b\"}]",
                                      "[{\"rule\":\"F#1\"}]x",
                                      "[{\"rule\":\"F#1\\",
                                      "[{{"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (zb_finding_list_shorten (texts[i], 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/finding-list/keeps-what-fits", test_keeps_what_fits);
  g_test_add_func ("/validators/finding-list/counts-what-it-leaves-out",
                   test_counts_what_it_leaves_out);
  g_test_add_func ("/validators/finding-list/counts-all-where-nothing-fits",
                   test_counts_all_where_nothing_fits);
  g_test_add_func ("/validators/finding-list/leaves-other-texts-alone",
                   test_leaves_other_texts_alone);
  return g_test_run ();
}
