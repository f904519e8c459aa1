/* SPDX-License-Identifier: Apache-2.0 */
#include "client/set-desk.h"

#include "client/draft.h"
#include "client/due.h"
#include "client/outbox-table.h"
#include "exchange/container.h"
#include "formats/zip-writer.h"
#include "forms/form-lookup.h"
#include "tests/client/scratch-client.h"
#include "tests/support/small-form-text.h"

#include <string.h>

/* S-0 is the head; S-1 and S-2 are always needed, S-3 where the head has sales. */
#define HEAD "S-0"
#define PERIOD "2024-06"
#define SET                                                                                        \
  "<set><title xml:lang='zh'>一套</title><title xml:lang='en'>A set</title>"                     \
  "<member form='S-1'/><member form='S-2'/>"                                                       \
  "<member form='S-3' optional='true' when='nz([02,1]) &gt; 0'/></set>"

static void
add_form (ZbScratchClient *client, const char *id, const char *filing, const char *rules)
{
  g_autofree char *form = zb_small_form_text (
      &(ZbSmallFormText){id, "2024", 1, "s1", "month", "2024-01", NULL, filing});
  g_autofree char *text = g_strdup_printf ("form %s revision 1\n%s", id, rules);
  g_autoptr (GBytes) form_bytes = g_bytes_new (form, strlen (form));
  g_autoptr (GBytes) rules_bytes = g_bytes_new (text, strlen (text));
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;

  zb_zip_writer_add (writer, "form.rules", rules_bytes);
  zb_zip_writer_add (writer, "form.xml", form_bytes);
  g_autoptr (GBytes) bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  zb_scratch_client_add_package (client, bundle);
}

static void
set_up (ZbScratchClient *client, gconstpointer data)
{
  zb_scratch_client_set_up (client, data);
  add_form (client, "S-1", NULL, "");
  add_form (client, "S-2", NULL, "\n#1 hard\n  [01,1] = S-1:[01,1]\n");
  add_form (client, "S-3", NULL, "");
  add_form (client, HEAD, SET, "");
}

static ZbPeriod
june (void)
{
  ZbPeriod period;

  g_assert_true (zb_period_parse (PERIOD, &period, NULL));
  return period;
}

static ZbReport *
save (ZbScratchClient *client, const char *form)
{
  g_autoptr (GError) error = NULL;
  ZbReport *report = zb_draft_new (client->workspace, client->account, form, june (), NULL, &error);

  g_assert_no_error (error);
  g_assert_true (zb_draft_save (client->workspace, client->account, report, &error));
  return report;
}

static ZbSetDesk *
open_set (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  ZbSetDesk *set = zb_set_desk_open (client->workspace, client->account, "S-2", june (), &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_package_form (zb_set_desk_head (set))->id, ==, HEAD);
  return set;
}

static void
assert_missing (const ZbSetDesk *set, const char *const *forms)
{
  const GPtrArray *faults = zb_set_desk_faults (set);

  g_assert_cmpuint (faults->len, ==, g_strv_length ((char **)forms));
  for (guint i = 0; i < faults->len; i++) {
    const ZbSetFault *fault = faults->pdata[i];

    g_assert_cmpint (fault->kind, ==, ZB_SET_MISSING);
    g_assert_cmpstr (fault->form, ==, forms[i]);
  }
}

static void
test_tells_what_is_missing (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) second = save (client, "S-2");
  g_autoptr (ZbSetDesk) without_head = open_set (client);

  assert_missing (without_head, (const char *const[]){HEAD, NULL});
  g_autoptr (ZbReport) head = save (client, HEAD);
  g_autoptr (ZbSetDesk) without_first = open_set (client);
  assert_missing (without_first, (const char *const[]){"S-1", NULL});
  g_assert_cmpstr (
      zb_text_get (&((ZbSetFault *)zb_set_desk_faults (without_first)->pdata[0])->text, "en"), ==,
      "S-1 (Small form) is missing");
  g_assert_true (zb_set_desk_needs (without_first, "S-1"));
  g_assert_false (zb_set_desk_needs (without_first, "S-3"));
  g_assert_false (zb_set_desk_may_send (without_first));
  g_autoptr (ZbReport) first = save (client, "S-1");
  g_autoptr (ZbSetDesk) whole = open_set (client);
  g_assert_cmpuint (zb_set_desk_faults (whole)->len, ==, 0);
  g_assert_cmpuint (zb_set_desk_n (whole), ==, 3);
  g_assert_cmpstr (zb_report_form (zb_desk_report (zb_set_desk_at (whole, 0)))->id, ==, HEAD);
}

static void
set_cell (ZbReport *report, const char *item, const char *figure)
{
  const ZbForm *form = zb_report_form (report);
  g_autofree char *row = NULL;
  g_autoptr (GError) error = NULL;
  guint section, column;

  g_assert_true (zb_form_split_item_id (form, item, &section, &row, &column));
  zb_report_set_canonical (report, section,
                           (guint)zb_section_find_row (&form->sections[section], row), column,
                           figure, &error);
  g_assert_no_error (error);
}

/* What S-2 says is held against the draft of S-1, and again when that has changed. */
static void
test_drafts_stand_beside_each_other (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) first = save (client, "S-1");
  g_autoptr (ZbReport) second = save (client, "S-2");
  g_autoptr (GError) error = NULL;

  set_cell (first, "A.01.1", "5");
  g_assert_true (zb_draft_save (client->workspace, client->account, first, &error));
  set_cell (second, "A.01.1", "7");
  g_autoptr (ZbDesk) beside = zb_desk_open (client->workspace, client->account, second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_check_verdict (zb_desk_check (beside)).hard, ==, 1);
  set_cell (first, "A.01.1", "7");
  zb_desk_put_beside (beside, first);
  g_assert_cmpuint (zb_check_verdict (zb_desk_check (beside)).hard, ==, 0);
}

/* The head's sales make S-3 needed. */
static void
test_a_condition_asks_for_a_form (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) head = save (client, HEAD);
  g_autoptr (ZbReport) first = save (client, "S-1");
  g_autoptr (ZbReport) second = save (client, "S-2");
  g_autoptr (GError) error = NULL;

  set_cell (head, "A.02.1", "1");
  g_assert_true (zb_draft_save (client->workspace, client->account, head, &error));
  g_autoptr (ZbSetDesk) set = open_set (client);
  assert_missing (set, (const char *const[]){"S-3", NULL});
  g_assert_true (zb_set_desk_needs (set, "S-3"));
}

static char *
put_set (ZbScratchClient *client, const GPtrArray *reports)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (GError) error = NULL;
  ZbSealed sealed = {0};

  zb_seal_reports (client->account, reports, signer, 2, client->now, &sealed, &error);
  g_assert_no_error (error);
  zb_outbox_put_reports (client->workspace, client->account, reports, &sealed, 2, &error);
  g_assert_no_error (error);
  char *id = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return id;
}

static char *
send_all (ZbScratchClient *client)
{
  g_autoptr (ZbReport) head = save (client, HEAD);
  g_autoptr (ZbReport) one = save (client, "S-1");
  g_autoptr (ZbReport) two = save (client, "S-2");
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();

  g_ptr_array_add (reports, head);
  g_ptr_array_add (reports, one);
  g_ptr_array_add (reports, two);
  return put_set (client, reports);
}

static void
test_one_message_holds_all (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = send_all (client);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_sent_read_container (client->workspace, id, &error);
  g_autoptr (ZbContainer) container = zb_container_open ("sent", bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_container_envelope (container)->payloads->len, ==, 3);
  g_assert_cmpstr (zb_container_envelope (container)->form, ==, HEAD);
  g_assert_cmpuint (zb_container_n_signatures (container), ==, 1);
  g_autoptr (ZbReport) draft =
      zb_draft_read (client->workspace, client->account, "S-2", PERIOD, &error);
  g_assert_null (draft);
  g_autoptr (GPtrArray) found =
      zb_sent_list (client->workspace, client->account, "S-2", PERIOD, &error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((ZbSent *)found->pdata[0])->form, ==, HEAD);
  g_autoptr (ZbReport) part = zb_sent_read_report_of (client->workspace, id, "S-2", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_report_form (part)->id, ==, "S-2");
  g_assert_null (zb_sent_read_report_of (client->workspace, id, "S-3", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
}

static void
test_a_correction_takes_all_along (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *id = send_all (client);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) changed =
      zb_draft_new (client->workspace, client->account, "S-2", june (), id, &error);

  g_assert_no_error (error);
  g_assert_true (zb_draft_save (client->workspace, client->account, changed, &error));
  g_autoptr (ZbSetDesk) set = open_set (client);
  g_assert_cmpuint (zb_set_desk_n (set), ==, 3);
  g_assert_cmpuint (zb_set_desk_faults (set)->len, ==, 0);
  for (guint i = 0; i < 3; i++) {
    const ZbReport *report = zb_desk_report (zb_set_desk_at (set, i));

    g_assert_cmpint (zb_report_kind (report), ==, ZB_REPORT_CORRECTION);
    g_assert_cmpstr (zb_report_replaces (report), ==, id);
  }
}

/* What is due is the head; a draft of a member is work begun on it. */
static void
test_due_knows_the_members (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_scratch_client_owe (client, HEAD, PERIOD);
  g_autoptr (ZbReport) second = save (client, "S-2");
  g_autoptr (GPtrArray) due = zb_due_list (client->workspace, client->account, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (due->len, ==, 1);
  g_assert_cmpint (((ZbDue *)due->pdata[0])->state, ==, ZB_DUE_DRAFT);
  g_autoptr (ZbDue) found = zb_due_find (client->workspace, client->account, "S-2", PERIOD, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->form, ==, HEAD);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/set-desk/" name, ZbScratchClient, NULL, set_up, function,                   \
              zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tells-what-is-missing", test_tells_what_is_missing);
  ADD ("drafts-stand-beside-each-other", test_drafts_stand_beside_each_other);
  ADD ("a-condition-asks-for-a-form", test_a_condition_asks_for_a_form);
  ADD ("one-message-holds-all", test_one_message_holds_all);
  ADD ("a-correction-takes-all-along", test_a_correction_takes_all_along);
  ADD ("due-knows-the-members", test_due_knows_the_members);
  return g_test_run ();
}
