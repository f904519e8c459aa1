/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/outbox-words.h"

#include "exchange/outbox.h"

/* What GLib puts between a size and its unit. */
#define NBSP "\u00a0"
#define HOUR (3600 * G_TIME_SPAN_SECOND)
/* 2024-07-09 12:00 in Beijing. */
#define NOW (G_GINT64_CONSTANT (1720497600) * G_USEC_PER_SEC)

static ZbSent
make_waiting (void)
{
  return (ZbSent){.state = (char *)"queued", .size = 5300, .created = NOW - HOUR};
}

static void
check (const ZbSent *sent, gboolean talking, ZbOutboxState state, const char *expected)
{
  g_autofree char *detail = zb_outbox_detail (sent, state, 0, NULL, NOW);

  g_assert_cmpint (zb_outbox_state (sent, talking), ==, state);
  g_assert_cmpstr (detail, ==, expected);
}

static void
test_waits_with_its_reason_and_next_try (void)
{
  ZbSent sent = make_waiting ();

  check (&sent, FALSE, ZB_OUTBOX_WAITING,
         "5.3" NBSP "kB, of which the bureau has nothing yet\n"
         "Goes out as soon as the bureau can be reached");
  sent.attempts = 3;
  sent.code = (char *)ZB_OUTBOX_RETRY_UNREACHED;
  sent.reason = (char *)"connection refused";
  sent.retry_at = NOW + HOUR;
  check (&sent, FALSE, ZB_OUTBOX_WAITING,
         "5.3" NBSP "kB, of which the bureau has nothing yet\n"
         "3 attempts, the last: The bureau’s server could not be reached.\n"
         "Tried again by itself at 9 July 2024, 13:00");
}

/* What was noted as under way is so only while the bureau is talked to. */
static void
test_is_under_way_only_while_one_talks (void)
{
  ZbSent sent = make_waiting ();

  sent.state = (char *)"sending";
  check (&sent, TRUE, ZB_OUTBOX_GOING,
         "5.3" NBSP "kB on the way; nothing counts before the receipt");
  sent.offset = 1800;
  check (&sent, FALSE, ZB_OUTBOX_WAITING,
         "The bureau has 1.8" NBSP "kB of 5.3" NBSP "kB; the rest follows from there\n"
         "Goes out as soon as the bureau can be reached");
  sent.offset = 5300;
  check (&sent, TRUE, ZB_OUTBOX_GOING,
         "The bureau has all 5.3" NBSP "kB; only its receipt is missing");
}

static void
test_is_not_tried_while_held_back (void)
{
  ZbSent sent = make_waiting ();

  sent.paused = TRUE;
  sent.retry_at = NOW + HOUR;
  check (&sent, TRUE, ZB_OUTBOX_PAUSED, "5.3" NBSP "kB, of which the bureau has nothing yet");
}

static void
test_names_the_end_of_a_commitment (void)
{
  ZbSent sent = make_waiting ();

  sent.paused = TRUE;
  sent.committed = NOW;
  check (&sent, FALSE, ZB_OUTBOX_PAUSED,
         "5.3" NBSP "kB, of which the bureau has nothing yet\n"
         "Its digest was receipted on 9 July 2024, 12:00 (R0): that counts for the deadline");
  sent.committed_until = NOW + 72 * HOUR;
  check (&sent, FALSE, ZB_OUTBOX_PAUSED,
         "5.3" NBSP "kB, of which the bureau has nothing yet\n"
         "Its digest was receipted on 9 July 2024, 12:00 (R0): that counts for the deadline if the "
         "report is there by 12 July 2024, 12:00");
}

static void
test_settled_is_sent_or_not (void)
{
  ZbSent sent = make_waiting ();

  sent.state = (char *)"refused";
  sent.code = (char *)"closed";
  check (&sent, TRUE, ZB_OUTBOX_REFUSED,
         "The period is closed. Ask the bureau for a permit.\n"
         "Open the report, correct it and sign it again.");
  sent.state = (char *)"sent";
  g_autofree char *detail = zb_outbox_detail (&sent, ZB_OUTBOX_RECEIVED, NOW, "Valid", NOW);
  g_assert_cmpint (zb_outbox_state (&sent, FALSE), ==, ZB_OUTBOX_RECEIVED);
  g_assert_cmpstr (detail, ==, "Received by the bureau on 9 July 2024, 12:00 (R1)\nValid");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/outbox-words/waits-with-its-reason-and-next-try",
                   test_waits_with_its_reason_and_next_try);
  g_test_add_func ("/desktop/outbox-words/is-under-way-only-while-one-talks",
                   test_is_under_way_only_while_one_talks);
  g_test_add_func ("/desktop/outbox-words/is-not-tried-while-held-back",
                   test_is_not_tried_while_held_back);
  g_test_add_func ("/desktop/outbox-words/names-the-end-of-a-commitment",
                   test_names_the_end_of_a_commitment);
  g_test_add_func ("/desktop/outbox-words/settled-is-sent-or-not", test_settled_is_sent_or_not);
  return g_test_run ();
}
