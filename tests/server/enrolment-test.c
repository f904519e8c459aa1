/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/authority.h"
#include "server/authority/enrolment.h"
#include "server/authority/error.h"
#include "server/authority/invitation.h"
#include "server/store/invitation.h"
#include "server/store/mandate.h"
#include "tests/support/node.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbAuthority *authority;
  gint64 unit;
  char *invitation, *code;
  ZbKey *signing, *tls;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->authority = zb_node_service (zb_test_node_get (fixture->node))->authority;
  fixture->unit = zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", NULL, NULL);
  fixture->invitation = zb_test_node_invite_unit (fixture->node, UNIT);
  fixture->code = zb_test_invitation_line (fixture->invitation, "code");
  fixture->signing = zb_test_key_new ();
  fixture->tls = zb_test_key_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_node_free (fixture->node);
  g_free (fixture->invitation);
  g_free (fixture->code);
  zb_key_free (fixture->signing);
  zb_key_free (fixture->tls);
}

/* A request of the fixture's keys, to be sent more than once: ECDSA is random, so two requests for
 * one key differ. */
static ZbEnrolment
make_enrolment (Fixture *fixture)
{
  return (ZbEnrolment){
      .code = fixture->code,
      .name = "郑雪梅",
      .signing_request = zb_key_request (fixture->signing, "asked", NULL, NULL),
      .tls_request = zb_key_request (fixture->tls, "asked", NULL, NULL),
  };
}

static void
enrolment_clear (ZbEnrolment *enrolment)
{
  g_bytes_unref (enrolment->signing_request);
  g_bytes_unref (enrolment->tls_request);
}

static gboolean
enrol_with (Fixture *fixture,
            const char *code,
            const char *name,
            const ZbKey *signing,
            const ZbKey *tls,
            ZbEnrolled *enrolled,
            GError **error)
{
  g_autoptr (GBytes) signing_request = zb_key_request (signing, "asked", NULL, NULL);
  g_autoptr (GBytes) tls_request = zb_key_request (tls, "asked", NULL, NULL);
  ZbEnrolment enrolment = {
      .code = code,
      .name = name,
      .signing_request = signing_request,
      .tls_request = tls_request,
      .key = "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e",
  };

  return zb_authority_enrol (fixture->authority, &enrolment, fixture->now, enrolled, error);
}

static gboolean
enrol (Fixture *fixture, const char *code, const char *name, ZbEnrolled *enrolled, GError **error)
{
  return enrol_with (fixture, code, name, fixture->signing, fixture->tls, enrolled, error);
}

static void
refuse (Fixture *fixture, const char *code, const char *name, ZbAuthorityError expected)
{
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;

  g_assert_false (enrol (fixture, code, name, &enrolled, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, (int)expected);
  g_assert_null (enrolled.signing);
}

/* Another code with the same handle. */
static char *
falsify (const char *code)
{
  char *wrong = g_strdup (code);
  char *last = wrong + strlen (wrong) - 1;

  *last = *last == '0' ? '1' : '0';
  return wrong;
}

static void
test_invitation_reads_as_documented (Fixture *fixture, gconstpointer data)
{
  const char *text = fixture->invitation;

  g_assert_true (g_str_has_prefix (text, "Zhibao invitation 1\nurl: https://127.0.0.1:"));
  g_assert_nonnull (strstr (text, "\nfor: " UNIT " 厦门屿曜芯集成电路\n"));
  g_assert_nonnull (strstr (text, "\nexpires: 2024-07-19T"));
  g_assert_nonnull (strstr (text, "\n-----BEGIN CERTIFICATE-----\n"));
  g_assert_cmpuint (strlen (fixture->code), ==, 29);
}

static void
test_gives_two_certificates (Fixture *fixture, gconstpointer data)
{
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;

  enrol (fixture, fixture->code, "郑雪梅", &enrolled, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (enrolled.who, ==, UNIT " 厦门屿曜芯集成电路");
  g_assert_cmpuint (zb_certificate_uses (enrolled.signing), ==, ZB_USE_SIGNING);
  g_assert_cmpuint (zb_certificate_uses (enrolled.tls), ==, ZB_USE_TLS_CLIENT);
  g_assert_cmpstr (zb_certificate_name (enrolled.signing), ==, "郑雪梅");
  g_assert_cmpstr (zb_certificate_unit (enrolled.tls), ==, UNIT);
  g_assert_cmpint ((zb_certificate_not_after (enrolled.tls) - NOW) / G_USEC_PER_SEC, ==,
                   365 * 86400);
  zb_enrolled_clear (&enrolled);
}

static void
test_grants_the_mandate (Fixture *fixture, gconstpointer data)
{
  ZbStore *store = zb_test_node_store (fixture->node);
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;
  guint roles = 0;

  g_assert_true (enrol (fixture, fixture->code, "郑雪梅", &enrolled, NULL));
  zb_enrolled_clear (&enrolled);
  zb_store_read_mandate (store, "s5", fixture->unit, UNIT, "郑雪梅", "2024-07-05", &roles, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (roles, ==, ZB_MANDATE_PREPARER | ZB_MANDATE_LEGAL_SIGNER);
  zb_store_read_mandate (store, "s5", fixture->unit, UNIT, "苏慧玲", "2024-07-05", &roles, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (roles, ==, 0);
}

static void
test_same_request_again (Fixture *fixture, gconstpointer data)
{
  ZbEnrolment enrolment = make_enrolment (fixture);
  ZbEnrolled first = {0}, second = {0};
  g_autoptr (GError) error = NULL;

  zb_authority_enrol (fixture->authority, &enrolment, fixture->now, &first, &error);
  g_assert_no_error (error);
  fixture->now += 60 * G_USEC_PER_SEC;
  zb_authority_enrol (fixture->authority, &enrolment, fixture->now, &second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_digest (first.signing), ==,
                   zb_certificate_digest (second.signing));
  g_assert_cmpstr (zb_certificate_digest (first.tls), ==, zb_certificate_digest (second.tls));
  zb_enrolled_clear (&first);
  zb_enrolled_clear (&second);
  enrolment_clear (&enrolment);
}

static void
test_serves_once (Fixture *fixture, gconstpointer data)
{
  ZbEnrolment enrolment = make_enrolment (fixture);
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (
      zb_authority_enrol (fixture->authority, &enrolment, fixture->now, &enrolled, NULL));
  zb_enrolled_clear (&enrolled);
  enrolment.name = "苏慧玲";
  g_assert_false (
      zb_authority_enrol (fixture->authority, &enrolment, fixture->now, &enrolled, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_SPENT);
  enrolment_clear (&enrolment);
}

static void
test_five_wrong_codes_void_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wrong = falsify (fixture->code);

  for (guint i = 0; i < ZB_INVITATION_TRIES; i++)
    refuse (fixture, wrong, "郑雪梅", ZB_AUTHORITY_ERROR_WRONG_CODE);
  refuse (fixture, wrong, "郑雪梅", ZB_AUTHORITY_ERROR_SPENT);
  refuse (fixture, fixture->code, "郑雪梅", ZB_AUTHORITY_ERROR_SPENT);
}

static void
test_four_wrong_codes_do_not (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wrong = falsify (fixture->code);
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ZB_INVITATION_TRIES - 1; i++)
    refuse (fixture, wrong, "郑雪梅", ZB_AUTHORITY_ERROR_WRONG_CODE);
  enrol (fixture, fixture->code, "郑雪梅", &enrolled, &error);
  g_assert_no_error (error);
  zb_enrolled_clear (&enrolled);
}

static void
test_unknown_codes (Fixture *fixture, gconstpointer data)
{
  refuse (fixture, "0000-0000-0000-0000-0000-0000", "郑雪梅", ZB_AUTHORITY_ERROR_WRONG_CODE);
  refuse (fixture, "let me in", "郑雪梅", ZB_AUTHORITY_ERROR_WRONG_CODE);
}

static void
test_expires (Fixture *fixture, gconstpointer data)
{
  ZbEnrolled enrolled = {0};

  fixture->now = NOW + 14 * DAY + 1;
  refuse (fixture, fixture->code, "郑雪梅", ZB_AUTHORITY_ERROR_SPENT);
  fixture->now = NOW + 14 * DAY;
  g_assert_true (enrol (fixture, fixture->code, "郑雪梅", &enrolled, NULL));
  zb_enrolled_clear (&enrolled);
}

static void
test_wants_two_keys (Fixture *fixture, gconstpointer data)
{
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;

  g_assert_false (enrol_with (fixture, fixture->code, "郑雪梅", fixture->signing, fixture->signing,
                              &enrolled, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME);
  g_assert_nonnull (strstr (error->message, "tls_request"));
  g_clear_error (&error);
  /* Nothing was spent by the mistake. */
  g_assert_true (enrol (fixture, fixture->code, "郑雪梅", &enrolled, NULL));
  zb_enrolled_clear (&enrolled);
}

static void
test_wants_a_name (Fixture *fixture, gconstpointer data)
{
  refuse (fixture, fixture->code, "", ZB_AUTHORITY_ERROR_BAD_NAME);
  refuse (fixture, fixture->code, "郑\n雪梅", ZB_AUTHORITY_ERROR_BAD_NAME);
}

static void
test_staff_keeps_its_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "lin", "city", "s1", NULL);
  g_autofree char *code = zb_test_invitation_line (invitation, "code");
  ZbEnrolled enrolled = {0};
  g_autoptr (GError) error = NULL;

  refuse (fixture, code, "admin", ZB_AUTHORITY_ERROR_BAD_NAME);
  enrol (fixture, code, NULL, &enrolled, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (enrolled.who, ==, "staff lin");
  g_assert_cmpstr (zb_certificate_name (enrolled.signing), ==, "lin");
  g_assert_null (zb_certificate_unit (enrolled.signing));
  zb_enrolled_clear (&enrolled);
}

static void
test_invites_only_known_units (Fixture *fixture, gconstpointer data)
{
  ZbInviting how = {.now = NOW, .days = 14, .who = "test"};
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_authority_invite_unit (fixture->authority, "91350213MA3BWYA54F", &how, &error));
  g_assert_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_UNKNOWN_UNIT);
  g_assert_nonnull (strstr (error->message, "91350213MA3BWYA54F"));
}

/* What lies in the store must not help who steals it. */
static void
test_store_knows_no_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *store = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  g_autofree char *wal = g_strconcat (store, "-wal", NULL);
  g_auto (GStrv) groups = g_strsplit (fixture->code, "-", -1);
  g_autofree char *signs = g_strjoinv ("", groups);
  const char *const files[] = {store, wal};

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *contents = NULL;
    gsize length = 0;
    g_assert_true (g_file_get_contents (files[i], &contents, &length, NULL));
    g_assert_null (memmem (contents, length, signs, strlen (signs)));
    g_assert_null (memmem (contents, length, signs + 8, strlen (signs) - 8));
    g_assert_null (memmem (contents, length, fixture->code, strlen (fixture->code)));
  }
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/enrolment/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("invitation-reads-as-documented", test_invitation_reads_as_documented);
  ADD ("gives-two-certificates", test_gives_two_certificates);
  ADD ("grants-the-mandate", test_grants_the_mandate);
  ADD ("same-request-again", test_same_request_again);
  ADD ("serves-once", test_serves_once);
  ADD ("five-wrong-codes-void-it", test_five_wrong_codes_void_it);
  ADD ("four-wrong-codes-do-not", test_four_wrong_codes_do_not);
  ADD ("unknown-codes", test_unknown_codes);
  ADD ("expires", test_expires);
  ADD ("wants-two-keys", test_wants_two_keys);
  ADD ("wants-a-name", test_wants_a_name);
  ADD ("staff-keeps-its-name", test_staff_keeps_its_name);
  ADD ("invites-only-known-units", test_invites_only_known_units);
  ADD ("store-knows-no-code", test_store_knows_no_code);
  return g_test_run ();
}
