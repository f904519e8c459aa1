/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft-revision.h"

#include "client/desk.h"
#include "client/draft.h"
#include "formats/zip-writer.h"
#include "forms/error.h"
#include "forms/form-revision.h"
#include "tests/client/scratch-client.h"
#include "tests/support/small-form-text.h"
#include "validators/explanation.h"

#include <string.h>

#define FORM "T-01"
#define PERIOD "2024-06"
/* What the rules say at first, and after they were mended: #1 as it was, #2 looks at more cells, #3
 * is gone. */
#define FIRST                                                                                      \
  "\n#1 soft\n  [01,1] >= [02,1]\n\n#2 soft\n  [01,1] <= 1000\n\n#3 hard\n  [01,1] <= 1200\n"
#define MENDED "\n#1 soft\n  [01,1] >= [02,1]\n\n#2 soft\n  [01,1] + [02,1] <= 1000\n"

static GBytes *
make_bundle (guint revision, const char *row, const char *rules)
{
  g_autofree char *form = zb_small_form_text (
      &(ZbSmallFormText){FORM, "2024", revision, "s1", "month", "2024-01", row, NULL});
  g_autofree char *text = g_strdup_printf ("form " FORM " revision %u\n%s", revision, rules);
  g_autoptr (GBytes) form_bytes = g_bytes_new (form, strlen (form));
  g_autoptr (GBytes) rules_bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;

  zb_zip_writer_add (writer, "form.rules", rules_bytes);
  zb_zip_writer_add (writer, "form.xml", form_bytes);
  GBytes *bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return bundle;
}

static void
add_revision (ZbScratchClient *client, guint revision, const char *rules)
{
  g_autoptr (GBytes) bundle = make_bundle (revision, NULL, rules);

  zb_scratch_client_add_package (client, bundle);
}

static ZbPeriod
june (void)
{
  return (ZbPeriod){ZB_PERIOD_MONTH, 2024, 6};
}

/* Explains all soft findings of @report as they stand. */
static void
explain (ZbScratchClient *client, ZbReport *report)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDesk) desk = zb_desk_open (client->workspace, client->account, report, &error);

  g_assert_no_error (error);
  const GPtrArray *findings = zb_check_findings (zb_desk_check (desk));
  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    g_autoptr (ZbExplanation) explanation = zb_explanation_new (
        finding, "orders", "6月新增海外订单，已与合同逐项核对", "lin", client->now);

    if (finding->severity == ZB_SEVERITY_SOFT)
      zb_report_explain (report, explanation);
  }
}

/* A draft of the first revision, explained, that breaks #1, #2 and the wrong rule #3. */
static void
begin (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;

  add_revision (client, 1, FIRST);
  g_autoptr (ZbReport) report =
      zb_draft_new (client->workspace, client->account, FORM, june (), NULL, &error);
  g_assert_no_error (error);
  zb_report_set_number (report, 0, 0, 0, 1500);
  zb_report_set_number (report, 0, 1, 0, 2000);
  explain (client, report);
  g_assert_cmpuint (zb_report_n_explanations (report), ==, 2);
  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static ZbReport *
read_draft (ZbScratchClient *client, GBytes **ret_seen)
{
  g_autoptr (GError) error = NULL;
  ZbReport *report =
      zb_draft_read_seen (client->workspace, client->account, FORM, PERIOD, ret_seen, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static ZbExplanationState
state_of (const ZbCheck *check, const char *rule)
{
  const GPtrArray *findings = zb_check_findings (check);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    if (strcmp (finding->rule, rule) == 0)
      return finding->explanation;
  }
  g_assert_not_reached ();
}

static void
test_stays_without_a_hotfix (ZbScratchClient *client, gconstpointer data)
{
  begin (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_assert_cmpuint (zb_report_form (report)->revision, ==, 1);
}

static void
test_moves_with_a_hotfix (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (client);
  add_revision (client, 2, MENDED);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_assert_cmpuint (zb_report_form (report)->revision, ==, 2);
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).number, ==, 1500);
  g_assert_cmpint (zb_report_cell (report, 0, 1, 0).number, ==, 2000);
  g_autoptr (ZbDesk) desk = zb_desk_open (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  ZbVerdict verdict = zb_check_verdict (zb_desk_check (desk));
  g_assert_cmpuint (verdict.hard, ==, 0);
  /* #1 looks at what it looked at; #2 at more, and has to be explained anew. */
  g_assert_cmpint (state_of (zb_desk_check (desk), FORM "#1"), ==, ZB_EXPLANATION_VALID);
  g_assert_cmpint (state_of (zb_desk_check (desk), FORM "#2"), ==, ZB_EXPLANATION_VOID);
}

/* An explanation that was void before is not made good by a hotfix. */
static void
test_void_stays_void (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (client);
  {
    g_autoptr (ZbReport) report = read_draft (client, NULL);
    zb_report_set_number (report, 0, 1, 0, 2001);
    g_assert_true (zb_draft_save (client->workspace, client->account, report, NULL));
  }
  add_revision (client, 2, MENDED);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_autoptr (ZbDesk) desk = zb_desk_open (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state_of (zb_desk_check (desk), FORM "#1"), ==, ZB_EXPLANATION_VOID);
}

/* What lies on disk is still what was saved, so that saving over it goes well. */
static void
test_saves_over_what_was (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GBytes) seen = NULL;
  g_autoptr (GError) error = NULL;

  begin (client);
  add_revision (client, 2, MENDED);
  g_autoptr (ZbReport) report = read_draft (client, &seen);
  zb_draft_save_over (client->workspace, client->account, report, &seen, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReport) again = read_draft (client, NULL);
  g_assert_cmpstr (zb_report_package (again), ==, zb_report_package (report));
}

/* A correction of what was accepted by the first revision is made by the one that serves; what was
 * accepted can be read as it was. */
static void
test_correction_is_of_the_serving_one (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  begin (client);
  g_autoptr (ZbReport) first = read_draft (client, NULL);
  g_autofree char *message = zb_scratch_client_put (client, first, 1);
  add_revision (client, 2, MENDED);
  g_autoptr (ZbReport) correction =
      zb_draft_new (client->workspace, client->account, FORM, june (), message, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_report_form (correction)->revision, ==, 2);
  g_assert_cmpstr (zb_report_replaces (correction), ==, message);
  g_autoptr (ZbReport) sent = zb_sent_read_report (client->workspace, message, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_report_form (sent)->revision, ==, 1);
}

/* Only revisions that ask the same take each other's reports. */
static void
test_other_items (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GBytes) bundle = make_bundle (2, "03", "\n#1 soft\n  [01,1] >= [03,1]\n");
  g_autoptr (ZbPackage) other = zb_package_read_bundle ("other", bundle, NULL);
  g_autoptr (GError) error = NULL;

  begin (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_assert_nonnull (other);
  g_assert_null (zb_report_move_to_revision (report, other, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH);
  g_assert_true (g_str_has_prefix (error->message, "the row 02 is not as in the revision before"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/draft-revision/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,     \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("stays-without-a-hotfix", test_stays_without_a_hotfix);
  ADD ("moves-with-a-hotfix", test_moves_with_a_hotfix);
  ADD ("void-stays-void", test_void_stays_void);
  ADD ("saves-over-what-was", test_saves_over_what_was);
  ADD ("correction-is-of-the-serving-one", test_correction_is_of_the_serving_one);
  ADD ("other-items", test_other_items);
  return g_test_run ();
}
