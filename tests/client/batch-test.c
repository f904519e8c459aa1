/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch.h"

#include "client/batch/batch-source.h"
#include "client/batch/batch-words.h"
#include "client/cosign-note.h"
#include "client/cosigning.h"
#include "client/draft.h"
#include "client/due.h"
#include "tests/client/scripted-server.h"

#include <glib/gstdio.h>
#include <string.h>

#define OTHER_UNIT "91350213MA3BWYA54F"
#define LIST "section,row,column,value\nA,01,1,52340\nA,01,2,298760\n"

static char *
write_file (ZbScratchClient *client, const char *name, const char *text)
{
  char *path = zb_temp_dir_path (client->dir, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static ZbBatchSource *
read_source (const char *path)
{
  g_autoptr (GError) error = NULL;
  ZbBatchSource *source = zb_batch_source_read (path, &error);

  g_assert_no_error (error);
  return source;
}

static void
check_piece (const ZbBatchSource *source, guint index, const char *place, const char *unit)
{
  const ZbBatchPiece *piece = source->pieces->pdata[index];

  g_assert_cmpuint (source->pieces->len, >, index);
  g_assert_cmpstr (piece->place, ==, place);
  g_assert_cmpstr (piece->unit, ==, unit);
}

/* In the name, in a cell, or nowhere; what is no spreadsheet is left aside. */
static void
test_knows_enterprises_by_their_code (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *first = write_file (client, "in/a " ZB_TEST_UNIT " June.csv", LIST);
  g_autofree char *second =
      write_file (client, "in/b.csv", "统一社会信用代码：" OTHER_UNIT "\nsection,row\n");
  g_autofree char *third = write_file (client, "in/c.csv", LIST);
  g_autofree char *fourth = write_file (client, "in/d.pdf", "no spreadsheet");
  g_autofree char *fifth = write_file (client, "in/e 1" ZB_TEST_UNIT ".csv", LIST);
  g_autofree char *folder = zb_temp_dir_path (client->dir, "in");
  g_autoptr (ZbBatchSource) source = read_source (folder);

  g_assert_cmpuint (source->pieces->len, ==, 4);
  check_piece (source, 0, "a " ZB_TEST_UNIT " June.csv", ZB_TEST_UNIT);
  check_piece (source, 1, "b.csv", OTHER_UNIT);
  check_piece (source, 2, "c.csv", NULL);
  /* A longer number is another one. */
  check_piece (source, 3, "e 1" ZB_TEST_UNIT ".csv", NULL);
}

/* A line for each enterprise, whose heads name cells. */
static void
test_splits_a_column_of_codes (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *path = write_file (&world->client, "all.csv",
                                      "名称,统一社会信用代码,A.01.1,A.01.2\n甲," ZB_TEST_UNIT
                                      ",5,7\n乙," OTHER_UNIT ",6,\n丙,123,8,9\n");
  g_autoptr (ZbBatchSource) source = read_source (path);

  g_assert_cmpuint (source->pieces->len, ==, 3);
  check_piece (source, 0, "all.csv: " ZB_TEST_UNIT, ZB_TEST_UNIT);
  check_piece (source, 1, "all.csv: " OTHER_UNIT, OTHER_UNIT);
  check_piece (source, 2, "all.csv: 123", "123");
  const ZbBatchPiece *piece = source->pieces->pdata[0];
  g_assert_cmpuint (zb_spreadsheet_n_rows (piece->book, 0), ==, 3);
  g_assert_cmpstr (zb_spreadsheet_text (piece->book, 0, 2, 0), ==, "A");
  g_assert_cmpstr (zb_spreadsheet_text (piece->book, 0, 2, 1), ==, "01");
  g_assert_cmpstr (zb_spreadsheet_text (piece->book, 0, 2, 2), ==, "2");
  g_assert_cmpstr (zb_spreadsheet_text (piece->book, 0, 2, 3), ==, "7");
}

static void
test_refuses_what_holds_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *path = write_file (&world->client, "empty/notes.pdf", "none");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_batch_source_read (folder, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/empty holds no spreadsheet"));
  g_clear_error (&error);
  g_assert_null (zb_batch_source_read ("/nowhere/at/all", &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no file or folder /nowhere/at/all");
}

static void
test_holds_so_many_and_no_more (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("unit,A.01.1\n" ZB_TEST_UNIT ",1\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i < ZB_BATCH_MAX_PIECES; i++)
    g_string_append_printf (text, "%u,1\n", i);
  g_autofree char *path = write_file (&world->client, "many.csv", text->str);
  g_autoptr (ZbBatchSource) source = read_source (path);
  g_assert_cmpuint (source->pieces->len, ==, ZB_BATCH_MAX_PIECES);
  g_string_append (text, "one more,1\n");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_assert_null (zb_batch_source_read (path, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
  g_assert_nonnull (strstr (error->message, "more than 1000 reports"));
}

static ZbBatch *
open_batch (ZbScriptedWorld *world, const char *path)
{
  g_autoptr (GError) error = NULL;
  ZbBatch *batch = zb_batch_new (path, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, NULL, &error);

  g_assert_no_error (error);
  return batch;
}

static const ZbBatchLine *
check (ZbScriptedWorld *world, ZbBatch *batch, guint index, gboolean preview)
{
  g_autoptr (GError) error = NULL;

  zb_batch_check (batch, world->client.workspace, index, preview, &error);
  g_assert_no_error (error);
  return zb_batch_line (batch, index);
}

static gboolean
has_draft (ZbScriptedWorld *world)
{
  g_autoptr (ZbReport) draft = zb_draft_read (world->client.workspace, world->client.account,
                                              ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, NULL);
  return draft != NULL;
}

/* Each line has its verdict, and only what is this enterprise's becomes a draft. */
static void
test_tells_each_line_apart (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *own =
      write_file (client, "in/1 " ZB_TEST_UNIT ".csv", LIST "A,02,1,999999\nA,01,9,5\n");
  g_autofree char *twice = write_file (client, "in/2 " ZB_TEST_UNIT ".csv", LIST);
  g_autofree char *other = write_file (client, "in/3 " OTHER_UNIT ".csv", LIST);
  g_autofree char *folder = g_path_get_dirname (own);
  g_autoptr (ZbBatch) batch = open_batch (world, folder);

  g_assert_cmpint (check (world, batch, 0, FALSE)->state, ==, ZB_BATCH_NOT_OWED);
  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  const ZbBatchLine *line = check (world, batch, 0, TRUE);
  g_assert_cmpint (line->state, ==, ZB_BATCH_FIGURES);
  g_assert_cmpuint (line->n_refused, ==, 1);
  g_assert_cmpuint (line->n_taken, ==, 3);
  g_assert_cmpstr (line->name, ==, client->account->name);
  g_assert_false (has_draft (world));
  check (world, batch, 0, FALSE);
  g_assert_true (has_draft (world));
  g_assert_cmpint (check (world, batch, 1, FALSE)->state, ==, ZB_BATCH_TWICE);
  g_assert_cmpint (check (world, batch, 2, FALSE)->state, ==, ZB_BATCH_STRANGER);
  g_autofree char *words = zb_batch_dup_words (line, "en");
  g_assert_cmpstr (words, ==, "1 figure cannot go in");
  g_autofree char *summary = zb_batch_dup_summary (batch);
  g_assert_cmpstr (summary, ==, "1 not enrolled here · 1 twice · 1 with figures that cannot go in");
}

/* Hard findings stop a line; what is not ready is neither signed nor sent. */
static void
test_signs_only_what_is_ready (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *own = write_file (client, ZB_TEST_UNIT ".csv", LIST "A,02,1,999999\n");
  g_autoptr (ZbBatch) batch = open_batch (world, own);
  g_autoptr (GError) error = NULL;

  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  const ZbBatchLine *line = check (world, batch, 0, FALSE);
  g_assert_cmpint (line->state, ==, ZB_BATCH_HARD);
  g_assert_cmpuint (line->verdict.hard, >, 0);
  g_assert_true (zb_batch_sign (batch, client->workspace, 0, "whatever", &error));
  g_assert_true (zb_batch_send (batch, client->workspace, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (line->state, ==, ZB_BATCH_HARD);
  g_assert_null (line->message);
}

/* What waits in the outbox is taken up again, also by a later batch. */
static void
test_takes_up_what_waits (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_autofree char *own = write_file (client, ZB_TEST_UNIT ".csv", LIST);
  g_autoptr (ZbBatch) batch = open_batch (world, own);
  g_autoptr (GError) error = NULL;

  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  const ZbBatchLine *line = check (world, batch, 0, FALSE);
  g_assert_cmpint (line->state, ==, ZB_BATCH_SIGNED);
  g_assert_cmpstr (line->message, ==, id);
  zb_scripted_server_answer (world->server, "POST /v1/messages", 503, NULL);
  zb_batch_send (batch, client->workspace, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (line->state, ==, ZB_BATCH_SIGNED);
  g_assert_nonnull (line->reason);
  g_autoptr (ZbBatch) again = zb_batch_renew (batch, &error);
  g_assert_no_error (error);
  g_assert_cmpint (zb_batch_line (again, 0)->state, ==, ZB_BATCH_SIGNED);
  g_assert_cmpstr (zb_batch_line (again, 0)->message, ==, id);
}

/* What was received is not sent again. */
static void
test_leaves_alone_what_was_sent (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1");
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_autoptr (GBytes) r1 = zb_scratch_client_evidence (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  g_autofree char *own = write_file (client, ZB_TEST_UNIT ".csv", LIST);
  g_autoptr (ZbBatch) batch = open_batch (world, own);
  g_autoptr (GError) error = NULL;

  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  zb_sent_file_evidence (client->workspace, id, r1, &error);
  g_assert_no_error (error);
  const ZbBatchLine *line = check (world, batch, 0, FALSE);
  g_assert_cmpint (line->state, ==, ZB_BATCH_ALREADY);
  g_assert_false (zb_batch_line_is_open (line));
  g_assert_false (has_draft (world));
}

/* Signed by the preparer only. (transfer full) the message. */
static char *
sign_first (ZbScratchClient *client)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_autoptr (GError) error = NULL;
  ZbSealed sealed = {0};
  guint missing = 0;

  g_ptr_array_add (reports, zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "1"));
  zb_cosign_seal (client->workspace, client->account, reports, signer, ZB_SIGNING_PREPARER, 1,
                  &sealed, &missing, &error);
  g_assert_no_error (error);
  char *message = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return message;
}

static void
send (ZbScriptedWorld *world, ZbBatch *batch)
{
  g_autoptr (GError) error = NULL;

  zb_batch_send (batch, world->client.workspace, 0, NULL, &error);
  g_assert_no_error (error);
}

/* What others must sign is neither changed nor sent, but left for them; and tried again. */
static void
test_leaves_for_others_what_they_must_sign (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *message = sign_first (client);
  g_autofree char *own = write_file (client, ZB_TEST_UNIT ".csv", LIST);
  g_autofree char *sql = g_strdup_printf ("update account set url = '%s'", client->account->url);
  g_autoptr (ZbBatch) batch = open_batch (world, own);

  zb_scratch_client_execute (client, sql);
  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  const ZbBatchLine *line = check (world, batch, 0, FALSE);
  g_assert_cmpint (line->state, ==, ZB_BATCH_COSIGN);
  g_assert_cmpstr (line->message, ==, message);
  g_assert_cmpuint (line->missing, ==, ZB_SIGNING_REVIEWER | ZB_SIGNING_LEGAL_SIGNER);
  g_assert_false (has_draft (world));
  zb_scripted_server_answer (world->server, "POST /v1/cosign", 429,
                             "{\"type\":\"urn:zhibao:problem:sign-box-full\",\"title\":\"full\","
                             "\"status\":429}");
  send (world, batch);
  g_assert_false (line->left);
  g_assert_cmpstr (line->code, ==, "sign-box-full");
  g_assert_nonnull (line->reason);
  g_assert_cmpuint (zb_batch_count_to_send (batch), ==, 1);
  g_autofree char *words = zb_batch_dup_words (line, "en");
  g_assert_cmpstr (words, ==, "signed, not left at the bureau yet for: reviewer and legal signer");
  zb_scripted_server_answer (world->server, "POST /v1/cosign", 201, "{}");
  send (world, batch);
  g_assert_true (line->left);
  g_assert_null (line->reason);
  g_assert_null (line->code);
  g_assert_cmpuint (zb_batch_count_to_send (batch), ==, 0);
  g_assert_false (zb_batch_line_is_open (line));
}

/* Only a preview leaves the signatures standing. */
static void
test_begins_anew_what_was_given_back (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *message = sign_first (client);
  g_autofree char *own = write_file (client, ZB_TEST_UNIT ".csv", LIST);
  g_autoptr (ZbBatch) batch = open_batch (world, own);
  g_autoptr (GError) error = NULL;

  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  zb_cosign_note_remark (client->workspace, client->account, message, "请核对", "李四", &error);
  g_assert_no_error (error);
  for (guint preview = 2; preview-- > 0;) {
    const ZbBatchLine *line = check (world, batch, 0, preview);
    g_autoptr (ZbCosign) cosign =
        zb_cosign_get (client->workspace, client->account, message, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (line->n_taken, ==, 2);
    g_assert_null (line->message);
    g_assert_cmpint (cosign->voided, ==, !preview);
    g_assert_cmpint (has_draft (world), ==, !preview);
  }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/batch/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,    \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("knows-enterprises-by-their-code", test_knows_enterprises_by_their_code);
  ADD ("splits-a-column-of-codes", test_splits_a_column_of_codes);
  ADD ("refuses-what-holds-nothing", test_refuses_what_holds_nothing);
  ADD ("holds-so-many-and-no-more", test_holds_so_many_and_no_more);
  ADD ("tells-each-line-apart", test_tells_each_line_apart);
  ADD ("signs-only-what-is-ready", test_signs_only_what_is_ready);
  ADD ("takes-up-what-waits", test_takes_up_what_waits);
  ADD ("leaves-alone-what-was-sent", test_leaves_alone_what_was_sent);
  ADD ("leaves-for-others-what-they-must-sign", test_leaves_for_others_what_they_must_sign);
  ADD ("begins-anew-what-was-given-back", test_begins_anew_what_was_given_back);
  return g_test_run ();
}
