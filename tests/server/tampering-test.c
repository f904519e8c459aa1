/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/acknowledgement.h"
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/authority/authority.h"
#include "server/review/review.h"
#include "server/store/calendar.h"
#include "server/store/sign-box.h"
#include "server/verify.h"
#include "storage/statement.h"
#include "tests/server/tampering-cases.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <glib/gstdio.h>
#include <string.h>

/* Whoever holds all rights over the database changes a row by plain SQL, and verify must name it:
 * table, row and field. docs/security.md lists what is covered and what needs not be. */

#define A "91350200MA2KUY1H08"
#define B "91350213MA3BWYA54F"
#define C "91350203MA7W5KD22L"
#define D "91350205MA9UUYX46U"
/* 2024-07-05, and a form whose deadline was past by then. */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

/* A node with a history of every kind, closed; each case works on a copy of its store. The history
 * is told in tests/server/tampering-cases.h. */
typedef struct {
  gint64 now;
  ZbTestNode *node;
  char *store, *pristine;
} World;

typedef struct {
  const World *world;
  const Tampering *tampering;
} Case;

static char *
send (World *world, const ZbTestPerson *person, GBytes *container, const char *state)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (world->node, &(ZbFakeRequest){
                                                                  .method = "POST",
                                                                  .path = "/v1/messages",
                                                                  .headers = headers,
                                                                  .body = container,
                                                                  .person = person,
                                                              });
  g_autofree char *said = g_strdup_printf ("\"state\":\"%s\"", state);
  const char *id = strstr (answer->text, "\"message\":\"");

  g_test_message ("%.300s", answer->text);
  g_assert_cmpuint (answer->status, ==, 201);
  g_assert_nonnull (strstr (answer->text, said));
  g_assert_nonnull (id);
  return g_strndup (id + strlen ("\"message\":\""), 36);
}

static void
decide (World *world, gint64 version, ZbAction action, guint level, ZbReviewOrder order)
{
  const ZbService *service = zb_node_service (zb_test_node_get (world->node));
  ZbReviewDesk desk = {service->store, zb_rulebook_catalogue (service->rulebook), service->node};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbVersion) seen = zb_store_read_version (service->store, version, &error);
  ZbReviewDone done = {0};

  g_assert_no_error (error);
  world->now += G_TIME_SPAN_MINUTE;
  order.version = version;
  order.digest = seen->digest;
  order.action = action;
  order.decider = level == 1 ? "黄海宁" : "吴鹭江";
  order.decider_digest = seen->digest;
  order.level = level;
  order.time = world->now;
  zb_review_decide (&desk, &order, &done, &error);
  g_assert_no_error (error);
  zb_review_done_clear (&done);
}

static void
send_and_accept_a (World *world)
{
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (world->node, A, "厦门甲");
  g_autoptr (GBytes) first = zb_sample_message (world->node, person, NULL);
  g_autofree char *id = send (world, person, first, "valid");

  decide (world, 1, ZB_ACTION_PASS, 1, (ZbReviewOrder){.reason = "数据已核"});
  decide (world, 1, ZB_ACTION_ACCEPT, 2, (ZbReviewOrder){.reason = NULL});
  world->now += G_TIME_SPAN_MINUTE;
  g_autoptr (GBytes) second = zb_sample_message (world->node, person, id);
  g_free (send (world, person, second, "valid"));
}

/* The last notice of the person's inbox, with the receipt that came with it. */
static void
acknowledge (World *world, const ZbTestPerson *person)
{
  g_autoptr (ZbFakeAnswer) inbox = zb_fake_get (world->node, person, "/v1/inbox", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (inbox);
  const ZbJson *notices = zb_json_get (json, "notices");
  const ZbJson *notice = zb_json_at (notices, zb_json_length (notices) - 1);
  const ZbJson *text = zb_json_get (notice, "text");
  gint64 id = zb_json_integer (zb_json_get (notice, "id"), 0);
  const ZbNoticeWords words = {
      zb_json_get_string (notice, "kind"), zb_json_get_string (notice, "message"),
      zb_json_get_string (notice, "form"), zb_json_get_string (notice, "period"),
      zb_json_get_string (text, "zh"),     zb_json_get_string (text, "en"),
  };
  g_autofree char *digest = zb_acknowledgement_digest (&words);
  gsize length = 0;
  guchar *data = g_base64_decode (zb_json_get_string (notice, "evidence"), &length);
  g_autoptr (GBytes) evidence = g_bytes_new_take (data, length);
  g_autofree char *receipt = zb_evidence_receipt_digest (evidence, NULL);
  g_assert_nonnull (receipt);
  const ZbAcknowledgement said = {.node = (char *)"350200",
                                  .unit = person->unit,
                                  .number = (guint64)id,
                                  .notice = digest,
                                  .receipt = receipt,
                                  .created = world->now};
  g_autoptr (ZbSigner) carrier =
      zb_signer_new_for_key (zb_key_share (person->tls_key), person->tls, NULL);
  g_autoptr (GBytes) body = zb_acknowledgement_sign (&said, carrier, NULL);
  g_autofree char *path = g_strdup_printf ("/v1/inbox/%" G_GINT64_FORMAT "/ack", id);
  g_autofree char *order = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (ZbFakeAnswer) answer = zb_fake_post (world->node, person, path, order, NULL);
  g_assert_cmpuint (answer->status, ==, 204);
}

static void
send_and_return_b (World *world)
{
  const ZbCellRemark remarks[] = {{(char *)"A.01.1", (char *)"比上月下降"},
                                  {(char *)"", (char *)"请附说明"}};
  const ZbExplanationAnswer answers[] = {{(char *)"#17", TRUE, (char *)"已核实"}};
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (world->node, B, "厦门乙");
  g_autoptr (GBytes) first = zb_sample_message (world->node, person, NULL);

  g_free (send (world, person, first, "valid"));
  decide (world, 3, ZB_ACTION_ANSWER, 1, (ZbReviewOrder){.answers = answers, .n_answers = 1});
  decide (world, 3, ZB_ACTION_RETURN, 1,
          (ZbReviewOrder){.reason = "请核实产值",
                          .remarks = remarks,
                          .n_remarks = 2,
                          .resubmit_by = world->now + 7 * DAY});
  acknowledge (world, person);
}

static void
send_and_withdraw_c (World *world)
{
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (world->node, C, "厦门丙");
  g_autoptr (GBytes) first = zb_sample_message (world->node, person, NULL);
  g_autoptr (GBytes) again = zb_sample_message (world->node, person, NULL);
  g_autofree char *id = send (world, person, first, "valid");

  g_free (send (world, person, again, "refused"));
  g_autoptr (GBytes) withdrawal = zb_sample_report (world->node, person,
                                                    &(ZbSampleReport){.form = ZB_SAMPLE_FORM,
                                                                      .period = ZB_SAMPLE_PERIOD,
                                                                      .kind = ZB_REPORT_WITHDRAWAL,
                                                                      .replaces = id});
  g_free (send (world, person, withdrawal, "valid"));
}

static void
send_late_and_revoke_d (World *world)
{
  const ZbService *service = zb_node_service (zb_test_node_get (world->node));
  g_autoptr (ZbTestPerson) person = zb_test_node_add_enterprise (world->node, D, "厦门丁");
  g_autoptr (GBytes) nil = zb_sample_report (
      world->node, person,
      &(ZbSampleReport){.form = "B203", .period = "2024-05", .kind = ZB_REPORT_NIL});
  const char *serial = zb_certificate_serial (zb_signer_certificate (person->signer));
  g_autoptr (GError) error = NULL;

  g_free (send (world, person, nil, "valid"));
  zb_authority_revoke (service->authority, serial, 1, "test", NULL, world->now, &error);
  g_assert_no_error (error);
}

/* The B203 of May was due on 18 June, and closes with July. */
static void
keep_open_for_late (World *world)
{
  ZbCalendarEntry entry = {
      .tenant = (char *)"s1",
      .form = (char *)"B203",
      .period = (char *)"2024-05",
      .opens = world->now - 60 * DAY,
      .deadline = world->now - 10 * DAY,
      .closes = world->now + 20 * DAY,
      .joint = -1,
      .reason = (char *)"test",
  };
  ZbAct act = {.kind = ZB_ACT_CALENDAR, .what = &entry, .time = world->now, .who = "test"};

  g_assert_true (zb_store_commit_one (zb_test_node_store (world->node), &act, NULL, NULL));
}

static void
leave_for_signatures (World *world)
{
  g_autoptr (GBytes) container = g_bytes_new_static ("signed by one", 13);
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  ZbBoxed boxed = {
      .unit = 1,
      .message_id = (char *)TAMPERING_BOXED,
      .tenant = (char *)"s1",
      .form = (char *)ZB_SAMPLE_FORM,
      .period = (char *)ZB_SAMPLE_PERIOD,
      .digest = digest,
      .container = container,
      .signed_by = 1,
      .missing = 4,
      .person = (char *)"厦门甲",
      .deposited = world->now,
      .expires = world->now + 20 * DAY,
  };
  const ZbBoxing boxing = {.boxed = &boxed, .sender = A, .most = 1, .most_bytes = 1024};
  ZbAct act = {.kind = ZB_ACT_SIGN_BOX, .what = &boxing, .time = world->now, .who = "test"};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (zb_test_node_store (world->node), &act, NULL, &error);
  g_assert_no_error (error);
}

static void
import_register (World *world)
{
  const ZbUnitImport import = {.day = "2024-07-05", .counts = {.unchanged = 4}, .reason = "test"};
  ZbAct act = {.kind = ZB_ACT_IMPORT, .what = &import, .time = world->now, .who = "test"};
  g_autoptr (GError) error = NULL;

  zb_store_commit_one (zb_test_node_store (world->node), &act, NULL, &error);
  g_assert_no_error (error);
}

static World *
world_new (void)
{
  World *world = g_new0 (World, 1);
  gsize length = 0;
  g_autofree char *bytes = NULL;

  world->now = NOW;
  world->node = zb_test_node_new_at (&world->now);
  zb_test_node_open_period (world->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  keep_open_for_late (world);
  send_and_accept_a (world);
  send_and_return_b (world);
  send_and_withdraw_c (world);
  send_late_and_revoke_d (world);
  leave_for_signatures (world);
  import_register (world);
  zb_test_node_close (world->node);
  world->store = zb_node_path (zb_test_node_dir (world->node), ZB_NODE_STORE);
  world->pristine = g_strconcat (world->store, ".pristine", NULL);
  g_assert_true (g_file_get_contents (world->store, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (world->pristine, bytes, (gssize)length, NULL));
  return world;
}

static void
world_free (World *world)
{
  zb_test_node_free (world->node);
  g_free (world->store);
  g_free (world->pristine);
  g_free (world);
}

/* Puts the untouched store back. */
static void
restore (const World *world)
{
  static const char *const tails[] = {"-wal", "-shm"};
  gsize length = 0;
  g_autofree char *bytes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++) {
    g_autofree char *path = g_strconcat (world->store, tails[i], NULL);
    g_remove (path);
  }
  g_assert_true (g_file_get_contents (world->pristine, &bytes, &length, NULL));
  /* Nobody minds if this copy is lost: waiting for the disk each time would take long. */
  g_assert_true (g_file_set_contents_full (world->store, bytes, (gssize)length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Takes the locks away; gives the statements that bring them back. */
static GPtrArray *
unlock (ZbDatabase *database)
{
  static const char *const locks[] = {"log_leaf_stays",     "log_leaf_stands",
                                      "receipt_stays",      "receipt_stands",
                                      "message_body_stays", "message_body_stands"};
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (locks); i++) {
    g_autofree char *drop = g_strconcat ("DROP TRIGGER ", locks[i], NULL);
    ZbStatement *row;

    zb_database_query (database, "SELECT sql FROM sqlite_schema WHERE name = ?1", &row, &error,
                       zb_value_text (locks[i]));
    g_assert_no_error (error);
    g_ptr_array_add (texts, zb_statement_dup_text (row, 0));
    zb_statement_reset (row);
    zb_database_execute (database, drop, &error);
    g_assert_no_error (error);
  }
  return texts;
}

static void
tamper (const World *world, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (world->store, 0, &error);
  gint64 before;

  g_assert_no_error (error);
  zb_database_execute (database, "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF", &error);
  g_autoptr (GPtrArray) locks = unlock (database);
  before = zb_database_total_changes (database);
  zb_database_execute (database, sql, &error);
  g_assert_no_error (error);
  if (zb_database_total_changes (database) == before)
    g_test_fail_printf ("nothing was changed");
  for (guint i = 0; i < locks->len; i++)
    g_assert_true (zb_database_execute (database, locks->pdata[i], &error));
}

static gboolean
is_named (const ZbLogReport *report, const Tampering *tampering)
{
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];

    if (fault->kind == tampering->kind && g_strcmp0 (fault->table, tampering->table) == 0 &&
        (!tampering->row || g_strcmp0 (fault->row, tampering->row) == 0) &&
        g_strcmp0 (fault->field, tampering->field) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
tell (const ZbLogReport *report)
{
  for (guint i = 0; i < report->faults->len; i++) {
    g_autofree char *text = zb_log_fault_describe (report->faults->pdata[i]);
    g_test_message ("%s", text);
  }
}

static void
test_names_it (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (GError) error = NULL;

  restore (one->world);
  tamper (one->world, one->tampering->sql);
  g_autoptr (ZbLogReport) report =
      zb_node_verify (zb_test_node_dir (one->world->node), NULL, &error);
  g_assert_no_error (error);
  tell (report);
  if (!is_named (report, one->tampering))
    g_test_fail_printf ("not named: %s %s", one->tampering->table, one->tampering->field);
}

static void
test_untouched_stands (gconstpointer data)
{
  const World *world = data;
  g_autoptr (GError) error = NULL;

  restore (world);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (world->node), NULL, &error);
  g_assert_no_error (error);
  tell (report);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (report->containers, ==, 7);
  g_assert_cmpuint (report->rows, >, 20);
  g_assert_cmpuint (report->totals, ==, 1);
}

/* What somebody wrote by plain SQL while the node serves does not become part of the act that comes
 * next, and neither does what he wrote while it was stopped. */
static void
test_no_act_owns_it (void)
{
  static const Tampering made[] = {
      {.kind = ZB_LOG_FAULT_UNLOGGED, .table = "staff", .row = "s1/x/city"},
      {.kind = ZB_LOG_FAULT_CHANGED, .table = "tenant", .row = "s1", .field = "grace_days"},
  };
  gint64 now = NOW;
  ZbTestNode *node = zb_test_node_new_at (&now);
  const World world = {.now = now, .node = node};
  ZbAct act = {.kind = ZB_ACT_RECORD, .time = now, .who = "test"};
  g_autoptr (GError) error = NULL;
  g_autofree char *store = zb_node_path (zb_test_node_dir (node), ZB_NODE_STORE);
  g_autoptr (ZbDatabase) database = zb_database_open (store, 0, &error);

  g_assert_no_error (error);
  g_assert_true (zb_database_execute (
      database, "INSERT INTO staff VALUES ('s1', 'x', 'city', 'x', 2, '', 1, 0, 'x')", &error));
  import_register ((World *)&world);
  g_assert_true (zb_store_commit_one (zb_test_node_store (node), &act, NULL, &error));
  zb_test_node_close (node);
  g_assert_true (
      zb_database_execute (database, "UPDATE tenant SET grace_days = 99 WHERE id = 's1'", &error));
  zb_test_node_open (node);
  zb_test_node_close (node);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (node), NULL, &error);
  g_assert_no_error (error);
  tell (report);
  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    g_assert_true (is_named (report, &made[i]));
  g_clear_pointer (&database, zb_database_free);
  zb_test_node_free (node);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  World *world = world_new ();
  guint n = 0;
  const Tampering *tamperings = tampering_cases (&n);
  g_autofree Case *cases = g_new0 (Case, n);

  g_test_add_data_func ("/server/tampering/untouched-stands", world, test_untouched_stands);
  g_test_add_func ("/server/tampering/no-act-owns-it", test_no_act_owns_it);
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat ("/server/tampering/names/", tamperings[i].name, NULL);
    cases[i] = (Case){world, &tamperings[i]};
    g_test_add_data_func (path, &cases[i], test_names_it);
  }
  int status = g_test_run ();
  world_free (world);
  return status;
}
