/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json-writer.h"
#include "server/authority/authority.h"
#include "server/store/mandate.h"
#include "server/store/request.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *lin, *chen, *district;
  gint64 unit;
} Fixture;

static ZbTestPerson *
add_staff (Fixture *fixture, const char *person, const char *role)
{
  g_autofree char *invitation = zb_test_node_invite_staff (fixture->node, person, role, "s1", NULL);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->lin = add_staff (fixture, "lin", "city");
  fixture->chen = add_staff (fixture, "chen", "city");
  fixture->district = add_staff (fixture, "wang", "district");
  fixture->unit = zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->lin);
  zb_test_person_free (fixture->chen);
  zb_test_person_free (fixture->district);
  zb_test_node_free (fixture->node);
}

/* What somebody with two keys of his own asks for. */
static char *
make_asking (const char *unit, const char *name)
{
  g_autoptr (ZbKey) signing = zb_key_generate ("rsa3072", NULL);
  g_autoptr (ZbKey) tls = zb_test_key_new ();
  g_autoptr (GBytes) signing_request = zb_key_request (signing, "x", NULL, NULL);
  g_autoptr (GBytes) tls_request = zb_key_request (tls, "x", NULL, NULL);
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "unit", unit);
  zb_json_writer_string (json, "name", name);
  zb_json_writer_string (json, "contact", "0592-1234567");
  zb_json_writer_bytes (json, "signing_request", signing_request);
  zb_json_writer_bytes (json, "tls_request", tls_request);
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}

static ZbFakeAnswer *
ask (Fixture *fixture, const char *json)
{
  return zb_fake_post (fixture->node, NULL, "/v1/csr", json, NULL);
}

static char *
ask_for_handle (Fixture *fixture)
{
  g_autofree char *json = make_asking (UNIT, "郑雪梅");
  g_autoptr (ZbFakeAnswer) answer = ask (fixture, json);

  g_assert_cmpuint (answer->status, ==, 202);
  g_autoptr (ZbJson) read = zb_fake_answer_json (answer);
  return g_strdup (zb_json_get_string (read, "handle"));
}

static ZbFakeAnswer *
look (Fixture *fixture, const char *handle)
{
  g_autofree char *path = g_strconcat ("/v1/csr/", handle, NULL);

  return zb_fake_get (fixture->node, NULL, path, NULL);
}

static ZbFakeAnswer *
decide (Fixture *fixture, const ZbTestPerson *who, const char *what, const char *json)
{
  g_autofree char *path = g_strdup_printf ("/v1/csr/1/%s", what);

  return zb_fake_post (fixture->node, who, path, json, NULL);
}

static void
assert_verifies (Fixture *fixture, guint faults)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    g_test_message ("%s %s %s: %s, %s", fault->table, fault->row, fault->field, fault->expected,
                    fault->found);
  }
  g_assert_cmpuint (report->faults->len, ==, faults);
}

static void
test_two_persons_issue (Fixture *fixture, gconstpointer data)
{
  g_autofree char *handle = ask_for_handle (fixture);
  g_autoptr (ZbFakeAnswer) waiting = look (fixture, handle);
  g_autoptr (ZbFakeAnswer) queue = zb_fake_get (fixture->node, fixture->lin, "/v1/csr", NULL);
  g_autoptr (ZbFakeAnswer) first = decide (fixture, fixture->lin, "approval", "{}");
  g_autoptr (ZbFakeAnswer) once = look (fixture, handle);
  g_autoptr (ZbFakeAnswer) same = decide (fixture, fixture->lin, "approval", "{}");
  g_autoptr (ZbFakeAnswer) second = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbFakeAnswer) issued = look (fixture, handle);
  g_autoptr (ZbFakeAnswer) empty = zb_fake_get (fixture->node, fixture->lin, "/v1/csr", NULL);

  g_assert_nonnull (strstr (waiting->text, "\"state\":\"waiting\""));
  g_assert_nonnull (strstr (queue->text, "郑雪梅"));
  g_assert_cmpuint (first->status, ==, 204);
  g_assert_nonnull (strstr (once->text, "\"state\":\"approved-once\""));
  g_assert_null (strstr (once->text, "signing_certificate"));
  zb_fake_assert_refused (same, 409, "another-person-needed");
  g_assert_cmpuint (second->status, ==, 204);
  g_autoptr (ZbJson) json = zb_fake_answer_json (issued);
  const char *pem = zb_json_get_string (json, "signing_certificate");
  g_autoptr (ZbCertificate) signing = zb_certificate_read (pem, strlen (pem), NULL);
  g_assert_cmpstr (zb_certificate_unit (signing), ==, UNIT);
  g_assert_cmpstr (zb_certificate_name (signing), ==, "郑雪梅");
  g_assert_cmpuint (zb_certificate_uses (signing), ==, ZB_USE_SIGNING);
  g_assert_null (strstr (empty->text, "郑雪梅"));
  guint roles = 0;
  g_assert_true (zb_store_read_mandate (zb_test_node_store (fixture->node), "s1", fixture->unit,
                                        UNIT, "郑雪梅", "2024-07-05", &roles, NULL));
  g_assert_cmpuint (roles, ==, ZB_MANDATE_PREPARER | ZB_MANDATE_LEGAL_SIGNER);
  assert_verifies (fixture, 0);
}

static void
test_rejected_with_a_reason (Fixture *fixture, gconstpointer data)
{
  g_autofree char *handle = ask_for_handle (fixture);
  g_autoptr (ZbFakeAnswer) silent = decide (fixture, fixture->lin, "rejection", "{}");
  g_autoptr (ZbFakeAnswer) rejected =
      decide (fixture, fixture->lin, "rejection", "{\"reason\":\"证件不符\"}");
  g_autoptr (ZbFakeAnswer) told = look (fixture, handle);
  g_autoptr (ZbFakeAnswer) late = decide (fixture, fixture->chen, "approval", "{}");

  zb_fake_assert_refused (silent, 422, "bad-name");
  g_assert_cmpuint (rejected->status, ==, 204);
  g_assert_nonnull (strstr (told->text, "\"state\":\"rejected\""));
  g_assert_nonnull (strstr (told->text, "证件不符"));
  zb_fake_assert_refused (late, 412, "stale");
  assert_verifies (fixture, 0);
}

static void
test_asked_again_is_once_in_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = make_asking (UNIT, "郑雪梅");
  g_autoptr (ZbFakeAnswer) first = ask (fixture, json);
  g_autoptr (ZbFakeAnswer) again = ask (fixture, json);
  g_autoptr (GPtrArray) waiting =
      zb_store_list_requests (zb_test_node_store (fixture->node), NOW, 0, 10, NULL);

  g_assert_cmpstr (first->text, ==, again->text);
  g_assert_cmpuint (waiting->len, ==, 1);
}

static void
test_refuses_what_could_not_be_issued (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stranger = make_asking ("91350213MA3BWYA54F", "郑雪梅");
  g_autofree char *nameless = make_asking (UNIT, "");
  g_autoptr (ZbFakeAnswer) unknown = ask (fixture, stranger);
  g_autoptr (ZbFakeAnswer) unnamed = ask (fixture, nameless);
  g_autoptr (ZbFakeAnswer) bytes = ask (fixture, "{\"unit\":\"" UNIT "\",\"name\":\"x\","
                                                 "\"contact\":\"y\",\"signing_request\":\"AAAA\","
                                                 "\"tls_request\":\"AAAA\"}");
  g_autoptr (ZbFakeAnswer) lacking = ask (fixture, "{}");
  g_autoptr (ZbFakeAnswer) none = look (fixture, "00ff");

  zb_fake_assert_refused (unknown, 422, "unknown-unit");
  zb_fake_assert_refused (unnamed, 422, "bad-name");
  g_assert_cmpuint (bytes->status, ==, 422);
  zb_fake_assert_refused (lacking, 400, "missing-argument");
  zb_fake_assert_refused (none, 404, "not-found");
}

/* Whoever cannot prove anything cannot fill the queue either. */
static void
test_limit_of_a_unit (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < ZB_REQUEST_MAX_OF_UNIT; i++) {
    g_autofree char *handle = ask_for_handle (fixture);
  }
  g_autofree char *json = make_asking (UNIT, "郑雪梅");
  g_autoptr (ZbFakeAnswer) over = ask (fixture, json);
  zb_fake_assert_refused (over, 429, "queue-full");
}

/* What nobody approves takes no place for ever. */
static void
test_expires (Fixture *fixture, gconstpointer data)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autofree char *handle = ask_for_handle (fixture);

  for (guint i = 1; i < ZB_REQUEST_MAX_OF_UNIT; i++) {
    g_autofree char *other = ask_for_handle (fixture);
  }
  g_autoptr (ZbFakeAnswer) first = decide (fixture, fixture->lin, "approval", "{}");
  fixture->now += ZB_REQUEST_DAYS * G_TIME_SPAN_DAY + 1;
  g_assert_true (zb_authority_renew_crl (service->authority, fixture->now, NULL));
  g_autoptr (ZbFakeAnswer) told = look (fixture, handle);
  g_autoptr (ZbFakeAnswer) late = decide (fixture, fixture->chen, "approval", "{}");
  g_autoptr (ZbFakeAnswer) no =
      decide (fixture, fixture->chen, "rejection", "{\"reason\":\"证件不符\"}");
  g_autoptr (ZbFakeAnswer) queue = zb_fake_get (fixture->node, fixture->lin, "/v1/csr", NULL);
  g_autofree char *anew = ask_for_handle (fixture);
  fixture->now--;
  g_autoptr (ZbFakeAnswer) last = decide (fixture, fixture->chen, "approval", "{}");

  g_assert_cmpuint (first->status, ==, 204);
  g_assert_nonnull (strstr (told->text, "\"state\":\"expired\""));
  zb_fake_assert_refused (late, 412, "stale");
  zb_fake_assert_refused (no, 412, "stale");
  g_assert_cmpstr (queue->text, ==, "{\"requests\":[]}");
  g_assert_cmpuint (last->status, ==, 204);
  assert_verifies (fixture, 0);
}

static void
test_only_for_those_who_may (Fixture *fixture, gconstpointer data)
{
  g_autofree char *handle = ask_for_handle (fixture);
  g_autoptr (ZbFakeAnswer) district = decide (fixture, fixture->district, "approval", "{}");
  g_autoptr (ZbFakeAnswer) nobody = decide (fixture, NULL, "approval", "{}");
  g_autoptr (ZbFakeAnswer) list = zb_fake_get (fixture->node, fixture->district, "/v1/csr", NULL);

  zb_fake_assert_refused (district, 403, "forbidden");
  zb_fake_assert_refused (nobody, 401, "certificate-needed");
  zb_fake_assert_refused (list, 403, "forbidden");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/request-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("two-persons-issue", test_two_persons_issue);
  ADD ("rejected-with-a-reason", test_rejected_with_a_reason);
  ADD ("asked-again-is-once-in-it", test_asked_again_is_once_in_it);
  ADD ("refuses-what-could-not-be-issued", test_refuses_what_could_not_be_issued);
  ADD ("expires", test_expires);
  ADD ("limit-of-a-unit", test_limit_of_a_unit);
  ADD ("only-for-those-who-may", test_only_for_those_who_may);
  return g_test_run ();
}
