/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/certificate-words.h"

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* 2024-07-09 12:00 in Beijing. */
#define NOW (G_GINT64_CONSTANT (1720497600) * G_USEC_PER_SEC)

static void
check (gint64 end, ZbCertificateState state, const char *expected)
{
  g_autofree char *words = zb_certificate_words ("Egret", end, FALSE, NOW);

  g_assert_cmpint (zb_certificate_state (end, NOW), ==, state);
  g_assert_cmpstr (words, ==, expected);
}

static void
test_says_nothing_while_it_holds (void)
{
  check (0, ZB_CERTIFICATE_HOLDS, NULL);
  check (NOW + 30 * DAY + 1, ZB_CERTIFICATE_HOLDS, NULL);
}

static void
test_grows_urgent (void)
{
  check (NOW + 30 * DAY, ZB_CERTIFICATE_ENDS_SOON,
         "The certificate of Egret ends in 30 days, on 8 August 2024, 12:00. Renewing it takes a "
         "minute.");
  check (NOW + 20 * DAY + G_TIME_SPAN_SECOND, ZB_CERTIFICATE_ENDS_SOON,
         "The certificate of Egret ends in 20 days, on 29 July 2024, 12:00. Renewing it takes a "
         "minute.");
  check (NOW + 7 * DAY + G_TIME_SPAN_MINUTE, ZB_CERTIFICATE_ENDS_SOON,
         "The certificate of Egret ends in 8 days, on 16 July 2024, 12:01. Renewing it takes a "
         "minute.");
  check (NOW + 7 * DAY, ZB_CERTIFICATE_ENDS_NOW,
         "The certificate of Egret ends in 7 days, on 16 July 2024, 12:00. From then on nothing "
         "can be signed or sent for it: renew it now.");
  check (NOW + DAY / 24, ZB_CERTIFICATE_ENDS_NOW,
         "The certificate of Egret ends within a day, on 9 July 2024, 13:00. From then on nothing "
         "can be signed or sent for it: renew it now.");
}

static void
test_tells_what_helps_after_the_end (void)
{
  check (
      NOW - 3 * DAY, ZB_CERTIFICATE_ENDED,
      "The certificate of Egret ended on 6 July 2024, 12:00, and the bureau takes nothing signed "
      "with it. For 12 more days it can still be renewed with the key that is here.");
  check (NOW - 14 * DAY - 1, ZB_CERTIFICATE_ENDED,
         "The certificate of Egret ended on 25 June 2024, 11:59, and the bureau takes nothing "
         "signed with it. For 1 more day it can still be renewed with the key that is here.");
  check (NOW - 15 * DAY - 1, ZB_CERTIFICATE_OVER,
         "The certificate of Egret ended on 24 June 2024, 11:59, too long ago to be renewed. Ask "
         "the bureau for a new invitation and enrol anew; drafts and receipts stay.");
}

/* The bureau renews only what it has issued. */
static void
test_names_who_renews_it (void)
{
  g_autofree char *none = zb_certificate_words ("Egret", NOW + 31 * DAY, TRUE, NOW);
  g_autofree char *soon = zb_certificate_words ("Egret", NOW + 20 * DAY, TRUE, NOW);
  g_autofree char *over = zb_certificate_words ("Egret", NOW - 3 * DAY, TRUE, NOW);

  g_assert_null (none);
  g_assert_cmpstr (soon, ==,
                   "The certificate of Egret ends in 20 days, on 29 July 2024, 12:00. The "
                   "authority that issued it renews it; then ask the bureau for an invitation and "
                   "enrol with the new one.");
  g_assert_cmpstr (over, ==,
                   "The certificate of Egret ended on 6 July 2024, 12:00. The authority that "
                   "issued it renews it; then ask the bureau for an invitation and enrol with the "
                   "new one.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/certificate-words/says-nothing-while-it-holds",
                   test_says_nothing_while_it_holds);
  g_test_add_func ("/desktop/certificate-words/grows-urgent", test_grows_urgent);
  g_test_add_func ("/desktop/certificate-words/tells-what-helps-after-the-end",
                   test_tells_what_helps_after_the_end);
  g_test_add_func ("/desktop/certificate-words/names-who-renews-it", test_names_who_renews_it);
  return g_test_run ();
}
