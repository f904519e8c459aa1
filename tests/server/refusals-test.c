/* SPDX-License-Identifier: Apache-2.0 */
/* What a receiver does not take, over real TLS: each is refused with the code that clients act on
 * and a text that names the thing, and nothing of it is kept but what a receipt tells. */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/issuer.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "formats/zip-writer.h"
#include "server/authority/authority.h"
#include "server/store/calendar.h"
#include "server/store/submission.h"
#include "tests/support/sample.h"
#include "tests/support/small-form.h"

#include <signal.h>
#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define FORM "M101"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define NO_PACKAGE "00000000000000000000000000000000000000000000000000000000000000ff"

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *person;
  ZbHttpClient *client;
  char *package; /* of the sample */
  guint before;  /* messages there when the test began */
} Fixture;

/* All cases try one node: founding it takes longer than a case. */
typedef struct {
  Fixture *fixture;
  void (*test) (Fixture *fixture, gconstpointer data);
  gconstpointer data;
} Case;

static gint64
now_of (void)
{
  return zb_clock_now (&zb_clock_system);
}

static void
set_up (Fixture *fixture)
{
  fixture->node = zb_test_node_new ();
  zb_small_form_publish (fixture->node, &(ZbSmallForm){FORM, "2024", "s1", "month", "2024-01"});
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->client = zb_test_node_connect (fixture->node, fixture->person);
  fixture->package = zb_sample_package (fixture->node);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (Fixture *fixture)
{
  zb_http_client_free (fixture->client);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  g_free (fixture->package);
}

static guint
post (Fixture *fixture, GBytes *container, char **ret_text)
{
  return zb_test_ask (fixture->client, "POST", "/v1/messages", ZB_MIME_ASICE, container, ret_text);
}

/* The answer is a problem of this code; its detail names @thing. */
static void
assert_problem (guint status, const char *text, guint wanted, const char *code, const char *thing)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (ZbProblem) problem = zb_problem_read (body);

  g_test_message ("%u %s", status, text);
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->code, ==, code);
  g_assert_cmpuint (status, ==, wanted);
  g_assert_nonnull (problem->title_zh);
  g_assert_nonnull (problem->detail);
  g_assert_nonnull (strstr (problem->detail, thing));
}

static void
assert_refused (
    Fixture *fixture, GBytes *container, guint wanted, const char *code, const char *thing)
{
  g_autofree char *text = NULL;
  guint status = post (fixture, container, &text);

  assert_problem (status, text, wanted, code, thing);
}

/* Since the test began. */
static guint
count_messages (Fixture *fixture)
{
  g_autoptr (GPtrArray) messages =
      zb_store_list_messages (zb_test_node_store (fixture->node), 0, 0, NULL);

  return messages->len - fixture->before;
}

static GBytes *
sample (Fixture *fixture)
{
  return zb_sample_message (fixture->node, fixture->person, NULL);
}

/* Kept with receipts, and refused in R2 for @code by a sentence with @thing. */
static void
assert_receipted (Fixture *fixture, GBytes *container, const char *code, const char *thing)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autofree char *text = NULL;
  guint status = post (fixture, container, &text);
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_test_message ("%u %.300s", status, text);
  g_assert_cmpuint (status, ==, 201);
  g_autoptr (ZbJson) json = zb_json_read ("answer", text, strlen (text), 1 << 20, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_json_get_string (json, "state"), ==, "refused");
  guchar *bytes = g_base64_decode (zb_json_get_string (json, "r2"), &length);
  g_autoptr (GBytes) r2 = g_bytes_new_take (bytes, length);
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (r2, container, service->trust, service->log_verifier, now_of (), &error);
  g_assert_no_error (error);
  g_test_message ("%s", evidence->receipt->reason_text);
  g_assert_cmpstr (evidence->receipt->reason, ==, code);
  g_assert_nonnull (strstr (evidence->receipt->reason_text, thing));
}

static void
test_repetition_gives_the_same_receipts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) container = sample (fixture);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpuint (post (fixture, container, &first), ==, 201);
  g_assert_cmpuint (post (fixture, container, &second), ==, 200);
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (count_messages (fixture), ==, 1);
}

static void
test_message_id_names_one_digest (Fixture *fixture, gconstpointer data)
{
  gint64 now = now_of ();
  g_autofree char *id = zb_uuid_new (now);
  g_autoptr (GBytes) one = zb_sample_message_for (fixture->person, fixture->package, id, NULL, now);
  g_autoptr (GBytes) other =
      zb_sample_message_for (fixture->person, fixture->package, id, NULL, now + G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  g_assert_cmpuint (post (fixture, one, NULL), ==, 201);
  assert_refused (fixture, other, 409, "message-id-reused", id);
  g_assert_cmpuint (post (fixture, one, &text), ==, 200);
  g_assert_cmpuint (count_messages (fixture), ==, 1);
}

/* With the key itself: who holds it for the node would not certify for another time. */
static ZbIssuer *
open_issuer (Fixture *fixture, guint uses)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  ZbBranchKind branch = zb_branch_for (keyring->branches, uses);
  g_autofree char *path =
      zb_vault_role_path (zb_branch_role (branch), zb_test_node_dir (fixture->node));
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_read_pem (path, NULL, &error);

  g_assert_no_error (error);
  return zb_issuer_new (key, keyring->branches[branch].certificate, NULL);
}

/* A certificate of the node's authority, or of a stranger's that calls itself the same. */
static ZbCertificate *
certify (Fixture *fixture, const ZbKey *key, const ZbIssue *issue, gboolean stranger)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = zb_key_request (key, issue->name, NULL, &error);
  ZbCertificate *certificate;

  g_assert_no_error (error);
  if (stranger) {
    ZbKey *root_key = zb_test_key_new ();
    g_autoptr (ZbCertificate) root =
        zb_issuer_make_root (root_key, "stranger", now_of () - DAY, now_of () + DAY, &error);
    g_assert_no_error (error);
    g_autoptr (ZbIssuer) issuer = zb_issuer_new (root_key, root, NULL);
    certificate = zb_issuer_certify (issuer, request, issue, &error);
  } else {
    g_autoptr (ZbIssuer) issuer = open_issuer (fixture, issue->uses);
    certificate = zb_issuer_certify (issuer, request, issue, &error);
  }
  g_assert_no_error (error);
  return certificate;
}

/* What may be wrong with a certificate, of the connection or of the signature. */
typedef struct {
  const char *name;
  gint64 from, to; /* from now */
  gboolean stranger, revoked;
  const char *code, *signing; /* of the connection, of the signature */
  const char *thing;
} BadCertificate;

static const BadCertificate bad_certificates[] = {
    {"expired", -60 * DAY, -16 * DAY, FALSE, FALSE, "certificate-expired", "signer-expired",
     "expired"},
    {"not-yet-valid", DAY, 30 * DAY, FALSE, FALSE, "certificate-expired", "certificate-expired",
     "not yet valid"},
    {"revoked", -DAY, 30 * DAY, FALSE, TRUE, "certificate-revoked", "signer-revoked", "revoked"},
    {"stranger's", -DAY, 30 * DAY, TRUE, FALSE, "unknown-certificate", "unknown-certificate", ""},
};

static ZbCertificate *
make_bad (Fixture *fixture, const BadCertificate *bad, const ZbKey *key, guint uses)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  ZbIssue issue = {.name = fixture->person->name,
                   .unit = UNIT,
                   .uses = uses,
                   .not_before = now_of () + bad->from,
                   .not_after = now_of () + bad->to};
  ZbCertificate *certificate = certify (fixture, key, &issue, bad->stranger);
  g_autoptr (GError) error = NULL;

  if (!bad->revoked)
    return certificate;
  zb_authority_keep (service->authority, certificate, "test", now_of (), &error);
  g_assert_no_error (error);
  zb_authority_revoke (service->authority, zb_certificate_serial (certificate), 1, "test", NULL,
                       now_of (), &error);
  g_assert_no_error (error);
  return certificate;
}

static void
test_connection_with_a_bad_certificate (Fixture *fixture, gconstpointer data)
{
  const BadCertificate *bad = data;
  g_autoptr (ZbKey) key = zb_test_key_new ();
  g_autoptr (ZbCertificate) certificate = make_bad (fixture, bad, key, ZB_USE_TLS_CLIENT);
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (fixture->node, NULL);
  g_autoptr (GBytes) container = sample (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  zb_http_client_set_identity (client, key, certificate,
                               bad->stranger ? NULL : fixture->person->chain, &error);
  g_assert_no_error (error);
  guint status = zb_test_ask (client, "POST", "/v1/messages", ZB_MIME_ASICE, container, &text);
  assert_problem (status, text, 403, bad->code, bad->thing);
  g_assert_cmpuint (count_messages (fixture), ==, 0);
}

static void
test_signature_with_a_bad_certificate (Fixture *fixture, gconstpointer data)
{
  const BadCertificate *bad = data;
  ZbKey *key = zb_test_key_new ();
  g_autoptr (ZbCertificate) certificate = make_bad (fixture, bad, key, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) signer = zb_signer_new_for_key (key, certificate, fixture->person->chain);
  ZbTestPerson signs = *fixture->person;

  signs.signer = signer;
  g_autoptr (GBytes) container =
      zb_sample_message_for (&signs, fixture->package, NULL, NULL, now_of ());
  assert_refused (fixture, container, 403, bad->signing, bad->thing);
  g_assert_cmpuint (count_messages (fixture), ==, 0);
}

/* Signed by someone of another enterprise, whom nobody gave a mandate. */
static void
test_signer_without_a_mandate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) other =
      zb_test_node_add_enterprise (fixture->node, OTHER, "厦门澄屿锂新能源");
  ZbTestPerson signs = *fixture->person;

  signs.signer = other->signer;
  g_autoptr (GBytes) container =
      zb_sample_message_for (&signs, fixture->package, NULL, NULL, now_of ());
  assert_refused (fixture, container, 403, "no-mandate", OTHER " holds no mandate for " UNIT);
  g_assert_cmpuint (count_messages (fixture), ==, 0);
}

/* Wherever it is: in the zip, the envelope, the report, the manifest or the signature. */
static void
test_one_changed_byte (Fixture *fixture, gconstpointer data)
{
  static const guint parts = 40;
  g_autoptr (GBytes) container = sample (fixture);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (container, &size);

  for (guint i = 0; i < parts; i++) {
    g_autofree guint8 *copy = g_memdup2 (bytes, size);
    g_autofree char *text = NULL;

    copy[i * (size - 1) / (parts - 1)] ^= 0x20;
    g_autoptr (GBytes) changed = g_bytes_new (copy, size);
    guint status = post (fixture, changed, &text);
    if (status < 400 || status >= 500)
      g_error ("byte %" G_GSIZE_FORMAT ": %u %s", i * (size - 1) / (parts - 1), status, text);
  }
  g_assert_cmpuint (count_messages (fixture), ==, 0);
  g_assert_cmpuint (post (fixture, container, NULL), ==, 201);
}

/* A container of the bodies and envelope that the test wants. */
static GBytes *
seal_with (
    Fixture *fixture, const char *package, const char *form, const char *period, const char *report)
{
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (fixture->person, package, form, period, now_of ());
  g_autoptr (GBytes) body = g_bytes_new (report, strlen (report));

  return zb_sample_seal (fixture->person, envelope, body, now_of ());
}

static void
test_unknown_form (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) form = seal_with (fixture, NO_PACKAGE, "X999", "2024-06", "<report/>");
  g_autoptr (GBytes) package = seal_with (fixture, NO_PACKAGE, "B203", "2024-06", "<report/>");
  g_autoptr (GBytes) period =
      seal_with (fixture, fixture->package, ZB_SAMPLE_FORM, "2024-Q2", "<report/>");

  assert_receipted (fixture, form, "unknown-form", "of X999 is not known here");
  assert_receipted (fixture, package, "unknown-form", NO_PACKAGE " of B203 is not known here");
  assert_receipted (fixture, period, "unknown-form", "2024-Q2");
}

static void
test_unknown_edition (Fixture *fixture, gconstpointer data)
{
  zb_small_form_publish (fixture->node, &(ZbSmallForm){FORM, "2025", "s1", "month", "2025-01"});
  g_clear_pointer (&fixture->client, zb_http_client_free);
  fixture->client = zb_test_node_connect (fixture->node, fixture->person);
  ZbCatalogue *catalogue =
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (fixture->node))->rulebook);
  g_autoptr (GBytes) container = zb_sample_report (
      fixture->node, fixture->person,
      &(ZbSampleReport){.form = FORM,
                        .period = "2024-06",
                        .kind = ZB_REPORT_NIL,
                        .package = zb_catalogue_find_edition (catalogue, FORM, "2025", 1, NULL)});

  assert_receipted (fixture, container, "wrong-edition",
                    "M101 for 2024-06 is asked by edition 2024, not by M101/2025.1");
}

static void
test_period_not_open_or_closed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) today = g_date_time_new_now_utc ();
  g_autofree char *this_month = g_date_time_format (today, "%Y-%m");
  g_autoptr (GBytes) early = zb_sample_report (
      fixture->node, fixture->person,
      &(ZbSampleReport){.form = FORM, .period = this_month, .kind = ZB_REPORT_NIL});
  g_autoptr (GBytes) late = zb_sample_report (
      fixture->node, fixture->person,
      &(ZbSampleReport){.form = FORM, .period = "2024-02", .kind = ZB_REPORT_NIL});

  assert_receipted (fixture, early, "not-open", "the period opens at ");
  assert_receipted (fixture, late, "closed", "the period closed at 2024-03-14T12:00:00+08:00");
}

static void
test_body_at_and_over_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *zeros = g_malloc0 (ZB_PROTOCOL_MAX_SMALL_MESSAGE + 1);
  g_autoptr (GBytes) most = g_bytes_new (zeros, ZB_PROTOCOL_MAX_SMALL_MESSAGE);
  g_autoptr (GBytes) more = g_bytes_new (zeros, ZB_PROTOCOL_MAX_SMALL_MESSAGE + 1);

  assert_refused (fixture, most, 422, "bad-container", "zip");
  assert_refused (fixture, more, 413, "too-large", "262144");
}

static void
test_more_bodies_than_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbEnvelope) envelope = zb_sample_envelope (
      fixture->person, fixture->package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, now_of ());
  GBytes *bodies[] = {g_bytes_new_static ("<report/>", 9), g_bytes_new_static ("<other/>", 8)};
  g_autoptr (GError) error = NULL;

  zb_envelope_add_payload (envelope, "body/001-B204-1.xml", "application/xml", bodies[0]);
  zb_envelope_add_payload (envelope, "body/002-B204-1.xml", "application/xml", bodies[1]);
  g_autoptr (GBytes) unsigned_one = zb_container_build (envelope, bodies, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) container =
      zb_container_sign (unsigned_one, fixture->person->signer, now_of (), TRUE, &error);
  g_assert_no_error (error);
  assert_receipted (fixture, container, "bad-report", "holds 2 bodies");
  g_bytes_unref (bodies[0]);
  g_bytes_unref (bodies[1]);
}

/* Bodies that are signed properly and meant to hurt the parser, or are not what the schema says. */
static const struct {
  const char *name, *head, *repeated;
  guint times;
  const char *tail, *thing;
} bombs[] = {
    {"entity",
     "<!DOCTYPE report [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
     "<report>",
     "&b;", 1000, "</report>", "report.xml:1"},
    {"external-entity", "<!DOCTYPE report [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><report>",
     "&x;", 1, "</report>", "report.xml:1"},
    {"attributes", "<report", " a%u=\"1\"", 5000, "/>", "attributes"},
    {"depth", "", "<a>", 5000, "", "report.xml:1"},
    {"long-text", "<report>", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
     3000, "</report>", "report.xml:1"},
    {"wrong-namespace", "<report xmlns=\"urn:example:other\"/>", "", 0, "", "urn:"},
    {"no-xml", "{\"report\": 1}", "", 0, "", "report.xml:1"},
    {"cut-off", "<report xmlns=\"urn:zhibao:report:1\"", "", 0, "", "report.xml:1"},
};

static void
test_bomb (Fixture *fixture, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autoptr (GString) text = g_string_new (bombs[which].head);

  for (guint i = 0; i < bombs[which].times; i++) {
    g_auto (GStrv) parts = g_strsplit (bombs[which].repeated, "%u", 2);
    g_string_append (text, parts[0]);
    if (parts[1])
      g_string_append_printf (text, "%u%s", i, parts[1]);
  }
  g_string_append (text, bombs[which].tail);
  g_autoptr (GBytes) container =
      seal_with (fixture, fixture->package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, text->str);
  assert_receipted (fixture, container, "bad-report", bombs[which].thing);
}

/* Before any signature is looked at the envelope is read: it must not hurt either. */
static void
test_bomb_in_the_envelope (Fixture *fixture, gconstpointer data)
{
  static const char bomb[] =
      "<!DOCTYPE envelope [<!ENTITY a \"aaaaaaaaaa\">]><envelope>&a;&a;</envelope>";
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) mimetype = g_bytes_new_static (ZB_MIME_ASICE, strlen (ZB_MIME_ASICE));
  g_autoptr (GBytes) envelope = g_bytes_new_static (bomb, strlen (bomb));
  g_autoptr (GError) error = NULL;

  zb_zip_writer_add (writer, "mimetype", mimetype);
  zb_zip_writer_add (writer, "envelope.xml", envelope);
  g_autoptr (GBytes) container = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  assert_refused (fixture, container, 422, "bad-container", "envelope.xml");
  g_assert_cmpuint (count_messages (fixture), ==, 0);
}

static void
run_case (gconstpointer data)
{
  const Case *one = data;

  one->fixture->before = 0;
  one->fixture->before = count_messages (one->fixture);
  one->test (one->fixture, one->data);
}

static void
add (Fixture *fixture,
     const char *name,
     void (*test) (Fixture *fixture, gconstpointer data),
     gconstpointer data)
{
  g_autofree char *path = g_strconcat ("/server/refusals/", name, NULL);
  Case *one = g_new0 (Case, 1);

  *one = (Case){fixture, test, data};
  g_test_add_data_func_full (path, one, run_case, g_free);
}

static void
add_tables (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_certificates); i++) {
    const BadCertificate *bad = &bad_certificates[i];
    g_autofree char *connection = g_strconcat ("connection-with-certificate/", bad->name, NULL);
    g_autofree char *signature = g_strconcat ("signature-with-certificate/", bad->name, NULL);

    add (fixture, connection, test_connection_with_a_bad_certificate, bad);
    add (fixture, signature, test_signature_with_a_bad_certificate, bad);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++) {
    g_autofree char *name = g_strconcat ("bomb/", bombs[i].name, NULL);

    add (fixture, name, test_bomb, GUINT_TO_POINTER (i));
  }
}

int
main (int argc, char **argv)
{
  Fixture fixture = {0};

  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  set_up (&fixture);
  add (&fixture, "repetition-gives-the-same-receipts", test_repetition_gives_the_same_receipts,
       NULL);
  add (&fixture, "message-id-names-one-digest", test_message_id_names_one_digest, NULL);
  add (&fixture, "signer-without-a-mandate", test_signer_without_a_mandate, NULL);
  add (&fixture, "one-changed-byte", test_one_changed_byte, NULL);
  add (&fixture, "unknown-form", test_unknown_form, NULL);
  add (&fixture, "unknown-edition", test_unknown_edition, NULL);
  add (&fixture, "period-not-open-or-closed", test_period_not_open_or_closed, NULL);
  add (&fixture, "body-at-and-over-the-limit", test_body_at_and_over_the_limit, NULL);
  add (&fixture, "more-bodies-than-one", test_more_bodies_than_one, NULL);
  add (&fixture, "bomb-in-the-envelope", test_bomb_in_the_envelope, NULL);
  add_tables (&fixture);
  int status = g_test_run ();
  tear_down (&fixture);
  return status;
}
