/* SPDX-License-Identifier: Apache-2.0 */
#include "server/root-change.h"

#include "exchange/base64.h"
#include "exchange/crl.h"
#include "exchange/error.h"
#include "server/authority/authority.h"
#include "server/authority/error.h"
#include "server/authority/root-line.h"
#include "server/checkup.h"
#include "server/root-request.h"
#include "server/trust-renewal.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"

#include <glib/gstdio.h>
#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define TEXT "营业收入 1234.56\n"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* A certificate's life and the days of grace after it. */
#define AWAY (365 + 15)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  const char *dir;
  char *keys;
  char *root, *root_key; /* of the next root, which was made elsewhere */
  char *answer;          /* where it writes what it certified */
} Fixture;

static char *
path_of (const Fixture *fixture, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (fixture->dir);

  return g_build_filename (folder, name, NULL);
}

static void
make_root (Fixture *fixture, gint64 from)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("p256", &error);
  g_autoptr (ZbCertificate) root =
      zb_issuer_make_root (key, "Zhibao root 350200 (2034)", from, NOW + 7000 * DAY, &error);
  g_assert_no_error (error);
  g_autofree char *pem = zb_certificate_to_pem (root);

  g_assert_true (g_file_set_contents (fixture->root, pem, -1, NULL));
  g_assert_true (zb_key_write_pem (key, fixture->root_key, NULL, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->dir = zb_test_node_dir (fixture->node);
  fixture->keys = zb_node_path (fixture->dir, ZB_NODE_KEYS);
  fixture->answer = path_of (fixture, "answer");
  fixture->root = path_of (fixture, "next.pem");
  fixture->root_key = path_of (fixture, "next.key.pem");
  make_root (fixture, NOW - DAY);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_node_free (fixture->node);
  g_free (fixture->keys);
  g_free (fixture->root);
  g_free (fixture->root_key);
  g_free (fixture->answer);
}

static ZbRootChange
change_of (Fixture *fixture)
{
  return (ZbRootChange){.dir = fixture->dir, .clock = zb_clock_fixed (&fixture->now)};
}

/* Signs the next bundle, and has the node take it. */
static void
publish (Fixture *fixture, ZbTrustRenewal how)
{
  g_autoptr (GError) error = NULL;
  guint version = 0;

  fixture->now += DAY;
  how.dir = fixture->dir;
  how.clock = zb_clock_fixed (&fixture->now);
  zb_trust_renewal_make (&how, &version, &error);
  g_assert_no_error (error);
  zb_node_reload (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
}

static ZbRootRequest *
ask (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = zb_root_request_compose (fixture->dir, &error);
  g_assert_no_error (error);
  ZbRootRequest *request = zb_root_request_read ("request", text, strlen (text), &error);
  g_assert_no_error (error);
  return request;
}

static GPtrArray *
certify (Fixture *fixture)
{
  g_autoptr (ZbRootRequest) request = ask (fixture);
  const ZbRootAnswer answer = {.root = fixture->root,
                               .key = fixture->root_key,
                               .folder = fixture->answer,
                               .now = fixture->now};
  GPtrArray *certified = NULL;
  g_autoptr (GError) error = NULL;

  zb_root_request_answer (request, &answer, &certified, &error);
  g_assert_no_error (error);
  return certified;
}

static void
take (Fixture *fixture)
{
  const ZbRootChange change = change_of (fixture);
  g_autoptr (GError) error = NULL;

  zb_root_change_take (&change, fixture->answer, &error);
  g_assert_no_error (error);
}

/* All that is done before the old root may go. */
static void
prepare (Fixture *fixture)
{
  publish (fixture, (ZbTrustRenewal){.next_root = fixture->root});
  g_autoptr (GPtrArray) certified = certify (fixture);
  take (fixture);
  publish (fixture, (ZbTrustRenewal){NULL});
}

/* The node is open again behind it, with the next root's bundle in force. */
static void
retire (Fixture *fixture)
{
  const ZbRootChange change = change_of (fixture);
  g_autoptr (GError) error = NULL;

  zb_test_node_close (fixture->node);
  zb_root_change_retire (&change, &error);
  g_assert_no_error (error);
  zb_test_node_open (fixture->node);
  publish (fixture, (ZbTrustRenewal){.root_key = fixture->root_key});
}

static void
verify_well (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (fixture->dir, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
}

/* The same name, key and purposes, from when both were there; receipts of before lead to either. */
static void
test_certifies_the_same_authorities (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  publish (fixture, (ZbTrustRenewal){.next_root = fixture->root});
  g_autoptr (GPtrArray) present = zb_keyring_read_authorities (fixture->keys, &error);
  g_autoptr (GPtrArray) certified = certify (fixture);
  g_autoptr (GPtrArray) roots = zb_keyring_read_roots (fixture->keys, &error);
  g_autoptr (ZbTrust) trust = zb_trust_new ();

  g_assert_cmpuint (certified->len + 1, ==, present->len);
  zb_trust_add_root (trust, roots->pdata[1]);
  for (guint i = 0; i < certified->len; i++) {
    ZbCertificate *one = certified->pdata[i], *before = present->pdata[i + 1];
    g_autofree char *id = zb_crl_issuer_id (one);
    g_autofree char *id_before = zb_crl_issuer_id (before);

    g_assert_cmpstr (id, ==, id_before);
    g_assert_cmpuint (zb_certificate_issues (one), ==, zb_certificate_issues (before));
    g_assert_cmpint (zb_certificate_not_before (one), ==, zb_certificate_not_before (before));
    g_assert_cmpint (zb_certificate_not_after (one), >, zb_certificate_not_after (before));
    zb_trust_add_intermediate (trust, one);
  }
  zb_trust_check (trust, zb_node_keyring (zb_test_node_get (fixture->node))->receipt, NULL,
                  ZB_USE_RECEIPT, NOW, &error);
  g_assert_no_error (error);
}

static void
check_step (Fixture *fixture, ZbRootStep step, guint number)
{
  const ZbRootChange change = change_of (fixture);
  g_auto (ZbRootState) state = {0};
  g_autoptr (GError) error = NULL;

  zb_root_change_look (&change, &state, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state.step, ==, step);
  g_assert_cmpuint (state.number, ==, number);
}

/* Who was away for as long as a certificate lives, and a day less, has heard. */
static void
test_waits_for_those_who_are_away (Fixture *fixture, gconstpointer data)
{
  gint64 heard;
  g_autoptr (GError) error = NULL;

  check_step (fixture, ZB_ROOT_ALONE, 1);
  publish (fixture, (ZbTrustRenewal){.next_root = fixture->root});
  heard = fixture->now;
  check_step (fixture, ZB_ROOT_PLANNED, 1);
  g_autoptr (GPtrArray) certified = certify (fixture);
  take (fixture);
  check_step (fixture, ZB_ROOT_CERTIFIED, 1);
  publish (fixture, (ZbTrustRenewal){NULL});
  check_step (fixture, ZB_ROOT_PUBLISHED, 1);
  zb_test_node_close (fixture->node);
  fixture->now = heard + AWAY * DAY - 1;
  const ZbRootChange change = change_of (fixture);
  g_assert_false (zb_root_change_retire (&change, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_TOO_EARLY);
  fixture->now++;
  zb_test_node_open (fixture->node);
  retire (fixture);
  check_step (fixture, ZB_ROOT_ALONE, 2);
  verify_well (fixture);
}

static void
revoke_it (Fixture *fixture, const ZbTestPerson *person)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (GError) error = NULL;

  zb_authority_revoke (service->authority, zb_certificate_serial (person->tls), 1, "test", NULL,
                       fixture->now, &error);
  g_assert_no_error (error);
}

static void
check_trusted (Fixture *fixture, const ZbTestPerson *person, int code)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (GError) error = NULL;
  gboolean good =
      zb_trust_check (service->trust, person->tls, NULL, ZB_USE_TLS_CLIENT, fixture->now, &error);

  if (good)
    g_assert_cmpint (code, ==, -1);
  else
    g_assert_error (error, ZB_EXCHANGE_ERROR, code);
}

/* By the digest of either certificate. (transfer full) */
static GBytes *
fetch_list (Fixture *fixture, const ZbCertificate *authority)
{
  g_autofree char *path = g_strdup_printf ("/crl/%s.crl", zb_certificate_digest (authority));
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = path});

  g_assert_cmpuint (answer->status, ==, 200);
  return g_bytes_new (answer->text, answer->length);
}

/* An authority has one list, whichever root certified it when it issued. */
static void
test_revokes_what_was_issued_under_either (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) early =
      zb_test_node_add_enterprise (fixture->node, "91350200MA2KUY1H08", "厦门屿曜芯集成电路");
  g_autoptr (ZbTestPerson) lasting =
      zb_test_node_add_enterprise (fixture->node, "91350213MA3BWYA54F", "厦门澄屿锂新能源");
  g_autoptr (GError) error = NULL;

  prepare (fixture);
  g_autoptr (GPtrArray) before = zb_keyring_read_authorities (fixture->keys, &error);
  fixture->now += AWAY * DAY - 100 * DAY;
  ZbRootChange change = change_of (fixture);
  change.early = TRUE;
  zb_test_node_close (fixture->node);
  zb_root_change_retire (&change, &error);
  g_assert_no_error (error);
  zb_test_node_open (fixture->node);
  g_autoptr (GPtrArray) after = zb_keyring_read_authorities (fixture->keys, &error);
  g_autoptr (ZbTestPerson) late =
      zb_test_node_add_enterprise (fixture->node, "91350206MA2DHGBB9B", "厦门鹭镜曦显示");
  check_trusted (fixture, early, -1);
  check_trusted (fixture, late, -1);
  revoke_it (fixture, early);
  revoke_it (fixture, late);
  check_trusted (fixture, early, ZB_EXCHANGE_ERROR_REVOKED);
  check_trusted (fixture, late, ZB_EXCHANGE_ERROR_REVOKED);
  check_trusted (fixture, lasting, -1);
  g_autoptr (GBytes) list = fetch_list (fixture, before->pdata[2]);
  g_autoptr (GBytes) same = fetch_list (fixture, after->pdata[2]);
  g_autoptr (ZbCrl) crl = zb_crl_read (list, after, &error);
  gint64 when = 0;
  g_assert_true (g_bytes_equal (list, same));
  g_assert_true (zb_crl_find (crl, zb_certificate_serial (early->tls), &when));
  g_assert_true (zb_crl_find (crl, zb_certificate_serial (late->tls), &when));
  verify_well (fixture);
}

/* Neighbours take in what is told, each list by an authority that they know. */
static void
check_lists (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authorities = zb_keyring_read_authorities (fixture->keys, &error);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = "/v1/trust"});
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *lists = zb_json_get (json, "crls");

  g_assert_cmpuint (zb_json_length (lists), ==, authorities->len);
  for (guint i = 0; i < zb_json_length (lists); i++) {
    g_autoptr (GBytes) der = zb_base64_read_bytes (zb_json_string (zb_json_at (lists, i)));
    g_autoptr (ZbCrl) crl = zb_crl_read (der, authorities, &error);

    g_assert_no_error (error);
  }
}

/* What leads to the root that went, by a certificate of it alone, is believed no more. */
static void
test_lets_go_of_the_old_root (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = g_build_filename (fixture->keys, ZB_KEYRING_ROOT_KEY, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) roots = zb_keyring_read_roots (fixture->keys, &error);
  g_autoptr (ZbIssuer) old = zb_keyring_open_root (roots->pdata[0], key, &error);
  g_autoptr (ZbKey) own = zb_test_key_new ();
  g_autoptr (GBytes) request = zb_key_request (own, "350200", NULL, &error);

  prepare (fixture);
  fixture->now += AWAY * DAY;
  check_lists (fixture);
  retire (fixture);
  check_lists (fixture);
  const ZbIssue issue = {.name = "350200",
                         .uses = ZB_USE_RECEIPT,
                         .not_before = fixture->now - DAY,
                         .not_after = fixture->now + DAY};
  g_autoptr (ZbCertificate) made = zb_issuer_certify (old, request, &issue, &error);
  g_assert_no_error (error);
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_assert_false (
      zb_trust_check (service->trust, made, NULL, ZB_USE_RECEIPT, fixture->now, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
  g_clear_error (&error);
  /* Nor is it planned again. */
  g_autofree char *again = g_build_filename (fixture->keys, "root.pem", NULL);
  const ZbTrustRenewal renewal = {.dir = fixture->dir,
                                  .root_key = fixture->root_key,
                                  .next_root = again,
                                  .clock = zb_clock_fixed (&fixture->now)};
  guint version = 0;
  g_assert_false (zb_trust_renewal_make (&renewal, &version, &error));
  g_assert_nonnull (strstr (error->message, "its key is that of an authority"));
}

static void
check_stands (Fixture *fixture, GBytes *signature, gint64 at)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  gsize length = 0;
  const void *bytes = g_bytes_get_data (signature, &length);
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_authority_renew_crl (service->authority, fixture->now, NULL));
  zb_signature_verify (bytes, length, TEXT, strlen (TEXT), service->trust, ZB_USE_SIGNING, at, NULL,
                       NULL, NULL, &error);
  g_assert_no_error (error);
}

/* With the certificates of its chain. */
static GBytes *
sign_now (Fixture *fixture)
{
  g_autoptr (ZbTestPerson) person =
      zb_test_node_add_enterprise (fixture->node, "91350200MA2KUY1H08", "厦门屿曜芯集成电路");
  g_autoptr (GError) error = NULL;
  GBytes *signature =
      zb_signature_make (person->signer, TEXT, strlen (TEXT), fixture->now, TRUE, &error);

  g_assert_no_error (error);
  return signature;
}

/* It carries the authority's certificate by the old root; the authority is the same. */
static void
test_what_carries_an_old_certificate_stands (Fixture *fixture, gconstpointer data)
{
  gint64 at = fixture->now;
  g_autoptr (GBytes) signature = sign_now (fixture);

  prepare (fixture);
  fixture->now += AWAY * DAY;
  check_stands (fixture, signature, at);
  retire (fixture);
  check_stands (fixture, signature, at);
}

/* Who signed it is proven by an authority that the next root certified only later, if what comes
 * along tells that it was there. */
static void
test_what_was_signed_before_the_next_root_stands (Fixture *fixture, gconstpointer data)
{
  gint64 at = fixture->now;
  g_autoptr (ZbTestPerson) person =
      zb_test_node_add_enterprise (fixture->node, "91350213MA3BWYA54F", "厦门澄屿锂新能源");
  g_autoptr (GBytes) signature = sign_now (fixture);
  g_autoptr (GError) error = NULL;

  fixture->now += 30 * DAY;
  make_root (fixture, fixture->now - DAY);
  prepare (fixture);
  fixture->now += AWAY * DAY;
  retire (fixture);
  check_stands (fixture, signature, at);
  ZbTrust *trust = zb_node_service (zb_test_node_get (fixture->node))->trust;
  g_assert_true (
      zb_trust_check (trust, person->tls, person->tls_chain, ZB_USE_TLS_CLIENT, at, &error));
  g_assert_no_error (error);
  g_assert_false (zb_trust_check (trust, person->tls, NULL, ZB_USE_TLS_CLIENT, at, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_YET_VALID);
  g_clear_error (&error);
  /* Not before it was there itself. */
  g_assert_false (zb_trust_check (trust, person->tls, person->tls_chain, ZB_USE_TLS_CLIENT,
                                  at - 2 * DAY, &error));
}

static void
check_end (Fixture *fixture, gint64 days, ZbCheckupLevel level, const char *says)
{
  g_autoptr (GPtrArray) points = zb_checkup_make (fixture->dir, fixture->now + days * DAY);
  const ZbCheckupPoint *found = NULL;

  for (guint i = 0; i < points->len; i++)
    if (g_str_equal (((const ZbCheckupPoint *)points->pdata[i])->name, "root"))
      found = points->pdata[i];
  g_assert_nonnull (found);
  g_assert_cmpint (found->level, ==, level);
  g_assert_nonnull (strstr (found->detail, says));
}

/* It holds for twenty years. */
static void
test_checkup_tells_when_it_ends (Fixture *fixture, gconstpointer data)
{
  check_end (fixture, 0, ZB_CHECKUP_WELL, "Zhibao root 350200: until 2044-");
  check_end (fixture, 16 * 365, ZB_CHECKUP_WELL, "until 2044-");
  check_end (fixture, 18 * 365, ZB_CHECKUP_WARNING, "ends 2044-");
  check_end (fixture, 21 * 365, ZB_CHECKUP_ERROR, "ended 2044-");
}

static void
take_refused (Fixture *fixture, const char *says)
{
  const ZbRootChange change = change_of (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_root_change_take (&change, fixture->answer, &error));
  if (!strstr (error->message, says))
    g_error ("'%s' does not say '%s'", error->message, says);
  check_step (fixture, ZB_ROOT_PLANNED, 1);
}

static void
put_instead (Fixture *fixture, const char *name, const char *from)
{
  g_autofree char *to = g_build_filename (fixture->answer, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize)length, NULL));
}

/* Of what came back nothing is taken unless all of it can be. */
static void
test_takes_no_other_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = g_build_filename (fixture->keys, "root.pem", NULL);
  g_autofree char *list = g_build_filename (fixture->keys, "root.crl", NULL);
  g_autofree char *mine = g_build_filename (fixture->answer, "root.crl", NULL);
  g_autofree char *kept = path_of (fixture, "kept.crl");
  g_autofree char *signing = g_build_filename (fixture->answer, "authority-signing.pem", NULL);

  publish (fixture, (ZbTrustRenewal){.next_root = fixture->root});
  g_autoptr (GPtrArray) certified = certify (fixture);
  put_instead (fixture, "root.pem", own);
  take_refused (fixture, "this is not the root that is planned");
  put_instead (fixture, "root.pem", fixture->root);
  g_assert_cmpint (g_rename (mine, kept), ==, 0);
  take_refused (fixture, "root.crl");
  put_instead (fixture, "root.crl", list);
  take_refused (fixture, "unknown issuer");
  put_instead (fixture, "root.crl", kept);
  put_instead (fixture, "authority-tls.pem", signing);
  take_refused (fixture, "its name or its key is not that of the authority");
  g_assert_cmpint (g_unlink (signing), ==, 0);
  take_refused (fixture, "it has not certified each authority");
}

/* Only what a node asked, of the root that it asks. */
static void
test_reads_no_other_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  publish (fixture, (ZbTrustRenewal){.next_root = fixture->root});
  g_autofree char *text = zb_root_request_compose (fixture->dir, &error);
  for (gsize cut = 0; cut < strlen (text); cut += 199) {
    g_autofree char *part = g_strndup (text, cut);
    g_autoptr (GError) fault = NULL;
    g_autoptr (ZbRootRequest) request = zb_root_request_read ("request", part, cut, &fault);

    /* Whole certificates are a shorter request, for which a node takes no answer. */
    if (!request)
      g_assert_nonnull (strstr (fault->message, cut < 100 ? "request" : ""));
    else
      g_assert_cmpuint (request->present->len, <, 4);
  }
  g_autoptr (ZbRootRequest) request = ask (fixture);
  g_autofree char *own = g_build_filename (fixture->keys, "root.pem", NULL);
  const ZbRootAnswer other = {
      .root = own, .key = fixture->root_key, .folder = fixture->answer, .now = fixture->now};
  GPtrArray *certified = NULL;
  g_assert_false (zb_root_request_answer (request, &other, &certified, &error));
  g_assert_nonnull (strstr (error->message, "this is not the root that the request names"));
  g_assert_null (certified);
}

/* A plan that is taken back leaves nothing that a later one could be taken for. */
static void
test_forgets_with_the_plan (Fixture *fixture, gconstpointer data)
{
  prepare (fixture);
  check_step (fixture, ZB_ROOT_PUBLISHED, 1);
  publish (fixture, (ZbTrustRenewal){.no_next_root = TRUE});
  check_step (fixture, ZB_ROOT_ALONE, 1);
  make_root (fixture, NOW - DAY);
  publish (fixture, (ZbTrustRenewal){.next_root = fixture->root});
  check_step (fixture, ZB_ROOT_PLANNED, 1);
  verify_well (fixture);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/server/root-change/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("certifies-the-same-authorities", test_certifies_the_same_authorities);
  ADD ("waits-for-those-who-are-away", test_waits_for_those_who_are_away);
  ADD ("revokes-what-was-issued-under-either", test_revokes_what_was_issued_under_either);
  ADD ("what-carries-an-old-certificate-stands", test_what_carries_an_old_certificate_stands);
  ADD ("what-was-signed-before-the-next-root-stands",
       test_what_was_signed_before_the_next_root_stands);
  ADD ("checkup-tells-when-it-ends", test_checkup_tells_when_it_ends);
  ADD ("lets-go-of-the-old-root", test_lets_go_of_the_old_root);
  ADD ("takes-no-other-answer", test_takes_no_other_answer);
  ADD ("reads-no-other-request", test_reads_no_other_request);
  ADD ("forgets-with-the-plan", test_forgets_with_the_plan);
  return g_test_run ();
}
