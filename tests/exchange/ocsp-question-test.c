/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/ocsp-question.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/support/authority.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400000000) /* 2024-07-05T08:00:00Z */
#define HOUR (3600 * G_GINT64_CONSTANT (1000000))

typedef struct {
  ZbTestAuthority *authority;
  ZbTestIdentity *asked, *other, *responder;
  ZbOcspQuestion *question;
} World;

static ZbOcspQuestion *
ask_about (const ZbTestIdentity *identity)
{
  g_autoptr (GError) error = NULL;
  ZbOcspQuestion *question =
      zb_ocsp_question_new (identity->certificate, identity->chain->pdata[0], &error);

  g_assert_no_error (error);
  return question;
}

static void
set_up (World *world, gconstpointer data)
{
  world->authority = zb_test_authority_new (NOW);
  world->asked =
      zb_test_authority_identify (world->authority, "p256", "张三", ZB_TEST_UNIT, ZB_USE_SIGNING);
  world->other =
      zb_test_authority_identify (world->authority, "p256", "李四", ZB_TEST_UNIT, ZB_USE_SIGNING);
  world->responder =
      zb_test_authority_identify (world->authority, "p256", "OCSP", NULL, ZB_USE_OCSP);
  world->question = ask_about (world->asked);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_ocsp_question_free (world->question);
  zb_test_identity_free (world->asked);
  zb_test_identity_free (world->other);
  zb_test_identity_free (world->responder);
  zb_test_authority_free (world->authority);
}

/* What @by answers to @question. */
static GBytes *
answer (const ZbOcspQuestion *question,
        const ZbTestIdentity *by,
        const ZbOcspStatus *status,
        gint64 from,
        gint64 until)
{
  const ZbOcspResponder responder = {by->key, by->certificate, from, until};
  g_autoptr (GBytes) asked = zb_ocsp_question_der (question);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbOcspRequest) request = zb_ocsp_request_read (asked, &error);

  g_assert_no_error (error);
  g_assert_true (zb_ocsp_request_has_nonce (request));
  GBytes *der = zb_ocsp_answer (request, status, &responder, &error);
  g_assert_no_error (error);
  return der;
}

static void
test_says_what_became_of_it (World *world, gconstpointer data)
{
  static const ZbOcspStatus statuses[] = {
      {.state = ZB_OCSP_GOOD},
      {.state = ZB_OCSP_REVOKED, .revoked_at = NOW - 5 * HOUR, .reason = 1},
      {.state = ZB_OCSP_UNKNOWN},
  };
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (GBytes) der =
        answer (world->question, world->responder, &statuses[i], NOW - HOUR, NOW + HOUR);
    g_autoptr (GError) error = NULL;
    ZbOcspAnswer said;

    g_assert_true (zb_ocsp_question_read_answer (world->question, der, NOW, &said, &error));
    g_assert_no_error (error);
    g_assert_cmpint (said.status.state, ==, statuses[i].state);
    g_assert_cmpint (said.status.revoked_at, ==, statuses[i].revoked_at);
    g_assert_cmpint (said.this_update, ==, NOW - HOUR);
    g_assert_cmpint (said.next_update, ==, NOW + HOUR);
  }
}

static void
assert_refused (const World *world, GBytes *der, gint64 now, ZbExchangeError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  ZbOcspAnswer said;

  g_assert_false (zb_ocsp_question_read_answer (world->question, der, now, &said, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_of_its_time (World *world, gconstpointer data)
{
  static const ZbOcspStatus good = {.state = ZB_OCSP_GOOD};
  g_autoptr (GBytes) der = answer (world->question, world->responder, &good, NOW, NOW + HOUR);

  assert_refused (world, der, NOW + HOUR + G_USEC_PER_SEC, ZB_EXCHANGE_ERROR_STALE_CRL,
                  "out of date");
  assert_refused (world, der, NOW - 6 * 60 * G_USEC_PER_SEC, ZB_EXCHANGE_ERROR_STALE_CRL,
                  "of the future");
}

static void
test_by_who_may_answer (World *world, gconstpointer data)
{
  static const ZbOcspStatus good = {.state = ZB_OCSP_GOOD};
  g_autoptr (ZbTestAuthority) elsewhere = zb_test_authority_new (NOW);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (elsewhere, "p256", "OCSP", NULL, ZB_USE_OCSP);
  g_autoptr (GBytes) by_person =
      answer (world->question, world->other, &good, NOW - HOUR, NOW + HOUR);
  g_autoptr (GBytes) by_stranger =
      answer (world->question, stranger, &good, NOW - HOUR, NOW + HOUR);

  assert_refused (world, by_person, NOW, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "who may answer");
  assert_refused (world, by_stranger, NOW, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "who may answer");
}

/* Neither another's answer nor one to what was asked before. */
static void
test_to_this_question (World *world, gconstpointer data)
{
  static const ZbOcspStatus good = {.state = ZB_OCSP_GOOD};
  g_autoptr (ZbOcspQuestion) others = ask_about (world->other);
  g_autoptr (ZbOcspQuestion) before = ask_about (world->asked);
  g_autoptr (GBytes) about_other = answer (others, world->responder, &good, NOW - HOUR, NOW + HOUR);
  g_autoptr (GBytes) earlier = answer (before, world->responder, &good, NOW - HOUR, NOW + HOUR);

  assert_refused (world, about_other, NOW, ZB_EXCHANGE_ERROR_BAD_DIGEST, "nonce differs");
  assert_refused (world, earlier, NOW, ZB_EXCHANGE_ERROR_BAD_DIGEST, "nonce differs");
}

static void
test_anything_else (World *world, gconstpointer data)
{
  g_autoptr (GBytes) later = zb_ocsp_refuse (ZB_OCSP_TRY_LATER);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("<html>", 6);
  g_autofree guint8 *zeros = g_malloc0 (ZB_PROTOCOL_MAX_OCSP_ANSWER + 1);
  g_autoptr (GBytes) most = g_bytes_new_static (zeros, ZB_PROTOCOL_MAX_OCSP_ANSWER);
  g_autoptr (GBytes) more = g_bytes_new_static (zeros, ZB_PROTOCOL_MAX_OCSP_ANSWER + 1);

  assert_refused (world, later, NOW, ZB_EXCHANGE_ERROR_REFUSED, "trylater");
  assert_refused (world, none, NOW, ZB_EXCHANGE_ERROR_MALFORMED, "no OCSP answer");
  assert_refused (world, text, NOW, ZB_EXCHANGE_ERROR_MALFORMED, "no OCSP answer");
  assert_refused (world, most, NOW, ZB_EXCHANGE_ERROR_MALFORMED, "no OCSP answer");
  assert_refused (world, more, NOW, ZB_EXCHANGE_ERROR_TOO_LARGE, "more than 32768 bytes");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/exchange/ocsp-question/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("says-what-became-of-it", test_says_what_became_of_it);
  ADD ("of-its-time", test_of_its_time);
  ADD ("by-who-may-answer", test_by_who_may_answer);
  ADD ("to-this-question", test_to_this_question);
  ADD ("anything-else", test_anything_else);
  return g_test_run ();
}
