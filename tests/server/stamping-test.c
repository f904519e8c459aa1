/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "server/authority/stamping.h"
#include "server/log/log.h"
#include "server/store/leaf.h"
#include "server/store/stamp.h"
#include "server/verify.h"
#include "storage/database.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define SECOND G_TIME_SPAN_SECOND
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  const ZbService *service;
  ZbTestPerson *person;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

static guint
catch_up (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  zb_stamping_catch_up (fixture->service->stamping, &n, &error);
  g_assert_no_error (error);
  return n;
}

/* Sends a report; its R1 as it came at once. */
static GBytes *
send_report (Fixture *fixture, GBytes **ret_container)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});
  g_assert_cmpuint (answer->status, ==, 201);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  gsize length = 0;
  guchar *bytes = g_base64_decode (zb_json_get_string (json, "r1"), &length);
  *ret_container = g_steal_pointer (&container);
  return g_bytes_new_take (bytes, length);
}

static ZbEvidence *
verify (Fixture *fixture, GBytes *bytes, GBytes *container)
{
  g_autoptr (GError) error = NULL;
  ZbEvidence *evidence = zb_evidence_verify (bytes, container, fixture->service->trust,
                                             fixture->service->log_verifier, fixture->now, &error);

  g_assert_no_error (error);
  return evidence;
}

/* The receipt waits for no stamp; who asks for it later gets it with one. */
static void
test_evidence_is_stamped_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = NULL;
  g_autoptr (GBytes) r1 = send_report (fixture, &container);
  g_autoptr (ZbEvidence) at_once = verify (fixture, r1, container);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (at_once->stamp.time, ==, 0);
  fixture->now += SECOND;
  g_assert_cmpuint (catch_up (fixture), >=, 1);
  g_autoptr (GBytes) later = zb_log_evidence (fixture->service->store, at_once->index, &error);
  g_assert_no_error (error);
  g_autoptr (ZbEvidence) stamped = verify (fixture, later, container);
  g_assert_cmpint (stamped->stamp.time, >=, fixture->now);
  g_assert_cmpint (stamped->stamp.time, <, fixture->now + SECOND);
  g_assert_cmpuint (catch_up (fixture), ==, 0);
}

/* One for each group, in the order of the log, also of those that the time was not known for. */
static void
test_outage_is_made_up_for (Fixture *fixture, gconstpointer data)
{
  catch_up (fixture);
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GBytes) container = NULL;
    g_autoptr (GBytes) r1 = send_report (fixture, &container);
  }
  fixture->now -= 3600 * SECOND;
  g_assert_cmpuint (catch_up (fixture), ==, 0);
  fixture->now += 3601 * SECOND;
  g_assert_cmpuint (catch_up (fixture), ==, 3);
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (fixture->service->store, NULL);
  guint64 size = 0;
  g_assert_true (zb_store_read_stamped (fixture->service->store, &size, NULL));
  g_assert_cmpuint (size, ==, newest->size);
  g_assert_nonnull (newest->token);
}

static void
test_goes_on_after_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = NULL;

  catch_up (fixture);
  g_autoptr (GBytes) r1 = send_report (fixture, &container);
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  g_assert_cmpuint (catch_up (fixture), >=, 1);
}

/* Puts another's token behind the checkpoint of @size, as one with all rights over the file can. */
static void
swap_tokens (Fixture *fixture)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);

  g_assert_no_error (error);
  g_assert_true (zb_database_execute (
      database,
      "DROP TRIGGER log_stamp_stands;"
      "UPDATE log_stamp SET token = (SELECT token FROM log_stamp ORDER BY size DESC LIMIT 1) "
      "WHERE size = (SELECT size FROM log_stamp ORDER BY size DESC LIMIT 1 OFFSET 1)",
      &error));
}

static guint
count_faults (Fixture *fixture, const char *field)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    g_test_message ("%s %s %s %s", fault->table, fault->row, fault->field, fault->found);
    n += g_strcmp0 (fault->field, field) == 0;
  }
  return n;
}

static void
test_another_token_is_named (Fixture *fixture, gconstpointer data)
{
  catch_up (fixture);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) container = NULL;
    g_autoptr (GBytes) r1 = send_report (fixture, &container);
  }
  g_assert_cmpuint (catch_up (fixture), ==, 2);
  zb_test_node_close (fixture->node);
  g_assert_cmpuint (count_faults (fixture, "token"), ==, 0);
  swap_tokens (fixture);
  g_assert_cmpuint (count_faults (fixture, "token"), ==, 1);
  zb_test_node_open (fixture->node);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/stamping/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("evidence-is-stamped-later", test_evidence_is_stamped_later);
  ADD ("outage-is-made-up-for", test_outage_is_made_up_for);
  ADD ("goes-on-after-a-restart", test_goes_on_after_a_restart);
  ADD ("another-token-is-named", test_another_token_is_named);
  return g_test_run ();
}
