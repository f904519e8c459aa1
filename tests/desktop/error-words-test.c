/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/error-words.h"

#include <gio/gio.h>

#include "client/error.h"
#include "desktop/widgets/grid-error.h"
#include "exchange/error.h"
#include "formats/error.h"
#include "forms/error.h"
#include "storage/error.h"

static void
check (GQuark domain, int code, const char *message, const char *expected)
{
  g_autoptr (GError) error = g_error_new_literal (domain, code, message);
  g_autofree char *words = zb_error_words (error);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_says_what_a_person_needs (void)
{
  check (ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK, "https://x: connection refused",
         "The bureau’s server cannot be reached. Nothing is lost: drafts and signed reports are "
         "kept here and sent when it can be reached again.");
  check (ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_FULL, "database or disk is full",
         "The disk is full. Make room, then try again; what was saved before is kept.");
}

static void
test_keeps_the_detail_where_it_helps (void)
{
  check (ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "B203 for 2024-06 is no longer asked for",
         "This is not here yet. Refresh while the server can be reached, then try again. "
         "(Technical detail: B203 for 2024-06 is no longer asked for)");
}

static void
test_leaves_the_detail_out_of_a_line (void)
{
  g_autoptr (GError) error =
      g_error_new_literal (ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED, "a.xlsx: no end record");
  g_autoptr (GError) unknown = g_error_new_literal (G_KEY_FILE_ERROR, 1, "odd");
  g_autofree char *words = zb_error_words_short (error);
  g_autofree char *others = zb_error_words_short (unknown);

  g_assert_cmpstr (words, ==, "The file is damaged, or of another kind than its name says.");
  g_assert_cmpstr (others, ==, "This did not work; what was entered is kept.");
}

static void
test_knows_the_problems_of_a_server (void)
{
  check (ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED,
         "The invitation is used, expired or out of tries (invitation-spent)",
         "The invitation was used already, has expired or was tried too often. Ask the bureau for "
         "a new one.");
  check (ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED, "Something else: x (some-code)",
         "The bureau’s server refused this. (Technical detail: Something else: x (some-code))");
  check (ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED, "no code at all",
         "The bureau’s server refused this. (Technical detail: no code at all)");
}

static void
test_leaves_the_grids_sentences_alone (void)
{
  check (ZB_GRID_ERROR, ZB_GRID_ERROR_REFUSED, "“x” is not a number.", "“x” is not a number.");
}

static void
test_unknown_errors_keep_their_detail (void)
{
  check (G_FILE_ERROR, G_FILE_ERROR_LOOP, "Too many links",
         "This did not work; what was entered is kept. (Technical detail: Too many links)");
}

/* What our own libraries may say has words of its own, so that none shows in English alone. */
static void
test_has_words_for_each_code (void)
{
  const struct {
    GQuark domain;
    int last;
  } domains[] = {{ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_SIGNER},
                 {ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOKEN_LOCKED},
                 {ZB_FORMS_ERROR, ZB_FORMS_ERROR_NO_EDITION},
                 {ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_IO},
                 {ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_IO}};

  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code <= domains[i].last; code++) {
      g_autoptr (GError) error = g_error_new_literal (domains[i].domain, code, "x");
      g_autofree char *words = zb_error_words (error);
      if (g_str_has_prefix (words, "This did not work"))
        g_error ("no words for %s %d", g_quark_to_string (domains[i].domain), code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/error-words/says-what-a-person-needs", test_says_what_a_person_needs);
  g_test_add_func ("/desktop/error-words/leaves-the-detail-out-of-a-line",
                   test_leaves_the_detail_out_of_a_line);
  g_test_add_func ("/desktop/error-words/keeps-the-detail-where-it-helps",
                   test_keeps_the_detail_where_it_helps);
  g_test_add_func ("/desktop/error-words/knows-the-problems-of-a-server",
                   test_knows_the_problems_of_a_server);
  g_test_add_func ("/desktop/error-words/leaves-the-grids-sentences-alone",
                   test_leaves_the_grids_sentences_alone);
  g_test_add_func ("/desktop/error-words/unknown-errors-keep-their-detail",
                   test_unknown_errors_keep_their_detail);
  g_test_add_func ("/desktop/error-words/has-words-for-each-code", test_has_words_for_each_code);
  return g_test_run ();
}
