/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft.h"

#include "client/error.h"
#include "forms/error.h"
#include "tests/client/scratch-client.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
save (ZbScratchClient *client, const char *period, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, output);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static char *
read_output (ZbWorkspace *workspace, const ZbAccount *account, const char *period)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = zb_draft_read (workspace, account, ZB_SCRATCH_FORM, period, &error);

  g_assert_no_error (error);
  return report ? zb_scratch_client_output (report) : NULL;
}

static void
check_output (ZbScratchClient *client, const char *period, const char *expected)
{
  g_autofree char *output = read_output (client->workspace, client->account, period);

  g_assert_cmpstr (output, ==, expected);
}

static ZbPeriod
period_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse (text, &period, &error);
  g_assert_no_error (error);
  return period;
}

static void
test_saves_and_reads (ZbScratchClient *client, gconstpointer data)
{
  check_output (client, "2024-06", NULL);
  save (client, "2024-06", "52340");
  save (client, "2024-05", "7");
  check_output (client, "2024-06", "52340");
  check_output (client, "2024-05", "7");
}

static void
test_saving_again_replaces (ZbScratchClient *client, gconstpointer data)
{
  save (client, "2024-06", "1");
  save (client, "2024-06", "2");
  check_output (client, "2024-06", "2");
}

/* Saves @output as someone does who last saw *@seen; FALSE when the draft is another by now. */
static gboolean
save_over (ZbScratchClient *client, ZbWorkspace *workspace, const char *output, GBytes **seen)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, "2024-06", output);
  g_autoptr (GError) error = NULL;

  if (zb_draft_save_over (workspace, client->account, report, seen, &error))
    return TRUE;
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
  g_assert_cmpstr (error->message, ==,
                   "another program has changed the draft of B204-1 for 2024-06");
  return FALSE;
}

static void
test_two_never_overwrite_each_other (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbWorkspace) other = zb_scratch_client_open (client);
  g_autoptr (GBytes) mine = NULL;
  g_autoptr (GBytes) theirs = NULL;

  g_assert_true (save_over (client, client->workspace, "1", &mine));
  g_assert_true (save_over (client, client->workspace, "2", &mine));
  /* Both began without a draft: who comes second has not seen the first's. */
  g_assert_false (save_over (client, other, "3", &theirs));
  g_assert_null (theirs);
  check_output (client, "2024-06", "2");
}

static void
test_seen_again_may_be_saved (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbWorkspace) other = zb_scratch_client_open (client);
  g_autoptr (GBytes) mine = NULL;
  g_autoptr (GBytes) theirs = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (save_over (client, client->workspace, "1", &mine));
  g_autoptr (ZbReport) read =
      zb_draft_read_seen (other, client->account, ZB_SCRATCH_FORM, "2024-06", &theirs, &error);
  g_assert_no_error (error);
  g_assert_nonnull (read);
  g_assert_true (save_over (client, other, "2", &theirs));
  g_assert_false (save_over (client, client->workspace, "3", &mine));
  check_output (client, "2024-06", "2");
}

static void
test_a_dropped_draft_does_not_come_back (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GBytes) mine = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (save_over (client, client->workspace, "1", &mine));
  zb_draft_drop (client->workspace, client->account, ZB_SCRATCH_FORM, "2024-06", &error);
  g_assert_no_error (error);
  g_assert_false (save_over (client, client->workspace, "2", &mine));
  check_output (client, "2024-06", NULL);
}

static void
test_tells_whether_it_is_as_seen (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GBytes) mine = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_draft_check_seen (client->workspace, client->account, ZB_SCRATCH_FORM,
                                      "2024-06", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (save_over (client, client->workspace, "1", &mine));
  g_assert_true (zb_draft_check_seen (client->workspace, client->account, ZB_SCRATCH_FORM,
                                      "2024-06", mine, &error));
  g_assert_no_error (error);
  g_assert_false (zb_draft_check_seen (client->workspace, client->account, ZB_SCRATCH_FORM,
                                       "2024-06", NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CHANGED);
}

static void
test_drops_one (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  save (client, "2024-06", "1");
  save (client, "2024-05", "2");
  zb_draft_drop (client->workspace, client->account, ZB_SCRATCH_FORM, "2024-06", &error);
  g_assert_no_error (error);
  check_output (client, "2024-06", NULL);
  check_output (client, "2024-05", "2");
}

static void
test_dropping_none_is_well (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_draft_drop (client->workspace, client->account, "B203", "2024-06", &error));
  g_assert_no_error (error);
}

/* The program dies the moment after a figure was entered. */
static void
test_survives_a_kill (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, "2024-06", "4711");
  pid_t child = fork ();
  int status = 0;

  if (child == 0) {
    ZbWorkspace *own = zb_scratch_client_open (client);
    if (!zb_draft_save (own, client->account, report, NULL))
      _exit (1);
    raise (SIGKILL);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  g_autoptr (ZbWorkspace) anew = zb_scratch_client_open (client);
  g_autofree char *output = read_output (anew, client->account, "2024-06");
  g_assert_cmpstr (output, ==, "4711");
}

static void
test_new_is_of_the_account_and_empty (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = zb_draft_new (client->workspace, client->account, ZB_SCRATCH_FORM,
                                              period_of ("2024-06"), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_report_unit (report), ==, ZB_TEST_UNIT);
  g_assert_cmpint (zb_report_kind (report), ==, ZB_REPORT_NORMAL);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "");
  check_output (client, "2024-06", NULL);
}

static void
test_new_correction_starts_from_the_figures (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) first = zb_scratch_client_report (client, "2024-06", "52340");
  g_autofree char *message = zb_scratch_client_put (client, first, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = zb_draft_new (client->workspace, client->account, ZB_SCRATCH_FORM,
                                              period_of ("2024-06"), message, &error);

  g_assert_no_error (error);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "52340");
  g_assert_cmpint (zb_report_kind (report), ==, ZB_REPORT_CORRECTION);
  g_assert_cmpstr (zb_report_replaces (report), ==, message);
}

static void
check_new_fails (ZbScratchClient *client,
                 const char *form,
                 const char *period,
                 const char *replaces,
                 GQuark domain,
                 int code,
                 const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_draft_new (client->workspace, client->account, form, period_of (period),
                               replaces, &error));
  g_assert_error (error, domain, code);
  if (!strstr (error->message, message))
    g_error ("\"%s\" does not say \"%s\"", error->message, message);
}

static void
test_new_names_what_is_wrong (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) first = zb_scratch_client_report (client, "2024-05", "1");
  g_autofree char *message = zb_scratch_client_put (client, first, 2);
  g_autofree char *other =
      g_strdup_printf ("message %s is no report of B204-1 for 2024-06", message);

  check_new_fails (client, "B204-9", "2024-06", NULL, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND,
                   "B204-9");
  check_new_fails (client, "B204-1", "1999-06", NULL, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NO_EDITION,
                   "1999-06");
  check_new_fails (client, "B204-1", "2024-01", NULL, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                   "B204-1 does not collect 2024-01");
  check_new_fails (client, "B204-1", "2024-06", "unknown", ZB_CLIENT_ERROR,
                   ZB_CLIENT_ERROR_NOT_FOUND, "there is no message unknown here");
  check_new_fails (client, "B204-1", "2024-06", message, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                   other);
}

static void
test_begins_anew_from_a_refused_message (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) first = zb_scratch_client_report (client, "2024-06", "52340");
  g_autofree char *message = zb_scratch_client_put (client, first, 2);
  g_autofree char *text = g_strdup_printf ("message %s was not refused", message);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_draft_from_refused (client->workspace, client->account, message, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
  g_assert_cmpstr (error->message, ==, text);
  g_clear_error (&error);
  zb_scratch_client_execute (client, "update message set state = 'refused'");
  g_autoptr (ZbReport) report =
      zb_draft_from_refused (client->workspace, client->account, message, &error);
  g_assert_no_error (error);
  g_autofree char *output = zb_scratch_client_output (report);
  g_assert_cmpstr (output, ==, "52340");
  g_assert_null (zb_report_replaces (report));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/draft/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, function,    \
              zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("saves-and-reads", test_saves_and_reads);
  ADD ("saving-again-replaces", test_saving_again_replaces);
  ADD ("two-never-overwrite-each-other", test_two_never_overwrite_each_other);
  ADD ("seen-again-may-be-saved", test_seen_again_may_be_saved);
  ADD ("a-dropped-draft-does-not-come-back", test_a_dropped_draft_does_not_come_back);
  ADD ("tells-whether-it-is-as-seen", test_tells_whether_it_is_as_seen);
  ADD ("drops-one", test_drops_one);
  ADD ("dropping-none-is-well", test_dropping_none_is_well);
  ADD ("survives-a-kill", test_survives_a_kill);
  ADD ("new-is-of-the-account-and-empty", test_new_is_of_the_account_and_empty);
  ADD ("new-correction-starts-from-the-figures", test_new_correction_starts_from_the_figures);
  ADD ("new-names-what-is-wrong", test_new_names_what_is_wrong);
  ADD ("begins-anew-from-a-refused-message", test_begins_anew_from_a_refused_message);
  return g_test_run ();
}
