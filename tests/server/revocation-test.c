/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/error.h"
#include "server/authority/motion.h"
#include "server/store/certificate.h"
#include "server/verify.h"
#include "tests/support/node.h"

#define UNIT "91350200MA2KUY1H08"
#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define KEY_COMPROMISE 1
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
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

static gboolean
is_trusted (Fixture *fixture, gint64 at, GError **error)
{
  return zb_trust_check (fixture->service->trust, fixture->person->tls, NULL, ZB_USE_TLS_CLIENT, at,
                         error);
}

static void
revoke_it (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_authority_revoke (fixture->service->authority, zb_certificate_serial (fixture->person->tls),
                       KEY_COMPROMISE, "test", NULL, fixture->now, &error);
  g_assert_no_error (error);
}

static ZbStoredCrl *
newest_list (Fixture *fixture)
{
  const char *issuer = zb_certificate_digest (fixture->person->tls_chain->pdata[0]);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lists = zb_store_list_crls (fixture->service->store, issuer, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lists->len, ==, 1);
  return g_ptr_array_steal_index (lists, 0);
}

static void
test_counts_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (is_trusted (fixture, NOW, NULL));
  g_autoptr (ZbStoredCrl) before = newest_list (fixture);
  fixture->now = NOW + HOUR;
  revoke_it (fixture);
  g_assert_false (is_trusted (fixture, fixture->now, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REVOKED);
  g_autoptr (ZbStoredCrl) after = newest_list (fixture);
  g_assert_cmpuint (after->number, ==, before->number + 1);
}

static void
test_is_kept_with_its_reason (Fixture *fixture, gconstpointer data)
{
  const char *digest = zb_certificate_digest (fixture->person->tls);
  g_autoptr (GError) error = NULL;

  revoke_it (fixture);
  g_autoptr (ZbStoredCertificate) stored =
      zb_store_read_certificate (fixture->service->store, digest, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stored->revoked, ==, NOW);
  g_assert_cmpint (stored->reason, ==, KEY_COMPROMISE);
}

static void
test_again_keeps_the_first_time (Fixture *fixture, gconstpointer data)
{
  const char *digest = zb_certificate_digest (fixture->person->tls);

  revoke_it (fixture);
  fixture->now = NOW + HOUR;
  revoke_it (fixture);
  g_autoptr (ZbStoredCertificate) stored =
      zb_store_read_certificate (fixture->service->store, digest, NULL);
  g_assert_cmpint (stored->revoked, ==, NOW);
}

static void
test_names_an_unknown_serial (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      zb_authority_revoke (fixture->service->authority, "00ff", 0, "test", NULL, NOW, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
}

static void
test_outlives_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  revoke_it (fixture);
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  g_assert_false (is_trusted (fixture, fixture->now, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REVOKED);
}

/* Without a fresh list nobody is let in; the minute's round sees to it that there is one. */
static void
test_list_is_renewed_in_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbStoredCrl) first = newest_list (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_false (is_trusted (fixture, NOW + 25 * HOUR, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL);
  g_clear_error (&error);
  fixture->now = NOW + 11 * HOUR;
  zb_authority_renew_crl (fixture->service->authority, fixture->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbStoredCrl) same = newest_list (fixture);
  g_assert_cmpuint (same->number, ==, first->number);
  fixture->now = NOW + 13 * HOUR;
  zb_authority_renew_crl (fixture->service->authority, fixture->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbStoredCrl) next = newest_list (fixture);
  g_assert_cmpuint (next->number, ==, first->number + 1);
  g_assert_true (is_trusted (fixture, NOW + 25 * HOUR, NULL));
}

static void
suspend (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  zb_authority_suspend (fixture->service->authority, zb_certificate_serial (fixture->person->tls),
                        "test", NULL, fixture->now, &error);
  g_assert_no_error (error);
}

static gboolean
reinstate (Fixture *fixture, GError **error)
{
  return zb_authority_reinstate (fixture->service->authority,
                                 zb_certificate_serial (fixture->person->tls), NULL, "test", NULL,
                                 fixture->now, error);
}

/* What the log and the store say must be one. */
static void
assert_verifies (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    g_test_message ("%s %s %s: %s, %s", fault->table, fault->row, fault->field, fault->expected,
                    fault->found);
  }
  g_assert_cmpuint (report->faults->len, ==, 0);
}

static void
test_suspended_until_reinstated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  suspend (fixture);
  g_assert_false (is_trusted (fixture, fixture->now, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REVOKED);
  g_clear_error (&error);
  assert_verifies (fixture);
  fixture->now += HOUR;
  g_assert_true (reinstate (fixture, &error));
  g_assert_no_error (error);
  g_assert_true (is_trusted (fixture, fixture->now, NULL));
  /* Again is a repetition. */
  g_assert_true (reinstate (fixture, &error));
  assert_verifies (fixture);
}

/* From the day on that it was suspended. */
static void
test_suspended_then_revoked (Fixture *fixture, gconstpointer data)
{
  const char *digest = zb_certificate_digest (fixture->person->tls);
  g_autoptr (GError) error = NULL;

  suspend (fixture);
  fixture->now = NOW + HOUR;
  revoke_it (fixture);
  g_autoptr (ZbStoredCertificate) stored =
      zb_store_read_certificate (fixture->service->store, digest, NULL);
  g_assert_cmpint (stored->revoked, ==, NOW);
  g_assert_cmpint (stored->reason, ==, KEY_COMPROMISE);
  assert_verifies (fixture);
  g_assert_false (reinstate (fixture, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE);
  g_assert_false (is_trusted (fixture, fixture->now, NULL));
}

static void
test_reasons (void)
{
  int reason = -1;

  g_assert_true (zb_revocation_reason_parse ("superseded", &reason));
  g_assert_cmpint (reason, ==, 4);
  g_assert_cmpstr (zb_revocation_reason_name (9), ==, "privilegeWithdrawn");
  g_assert_false (zb_revocation_reason_parse ("certificateHold", &reason));
  g_assert_false (zb_revocation_reason_parse ("", &reason));
  g_assert_false (zb_revocation_reason_parse (NULL, &reason));
  g_assert_cmpint (reason, ==, 4);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/revocation/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("counts-at-once", test_counts_at_once);
  ADD ("is-kept-with-its-reason", test_is_kept_with_its_reason);
  ADD ("again-keeps-the-first-time", test_again_keeps_the_first_time);
  ADD ("names-an-unknown-serial", test_names_an_unknown_serial);
  ADD ("outlives-a-restart", test_outlives_a_restart);
  ADD ("suspended-until-reinstated", test_suspended_until_reinstated);
  ADD ("suspended-then-revoked", test_suspended_then_revoked);
  ADD ("list-is-renewed-in-time", test_list_is_renewed_in_time);
  g_test_add_func ("/server/revocation/reasons", test_reasons);
  return g_test_run ();
}
