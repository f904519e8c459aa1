/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence-pair.h"

#include "exchange/error.h"
#include "exchange/protocol.h"

#include <string.h>

#define HEAD "zhibao-evidence-pair/1"
#define NOTE "log\n7\nroot\n\n— log line\n"

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Both as they are by themselves, and as a pair. */
static void
check_round_trip (const ZbEvidencePair *pair)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_evidence_pair_write (pair);
  g_autoptr (GBytes) first = zb_evidence_build (&pair->own[0], &pair->shared, &error);
  g_autoptr (GBytes) second = zb_evidence_build (&pair->own[1], &pair->shared, &error);
  g_autoptr (GBytes) r1 = NULL;
  g_autoptr (GBytes) r2 = NULL;

  g_assert_true (zb_evidence_pair_read (bytes, &r1, &r2, &error));
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (r1, first));
  g_assert_true (g_bytes_equal (r2, second));
}

static void
test_makes_both_whole_again (void)
{
  g_autoptr (GBytes) r1 = bytes_of ("<receipt kind=\"R1\"/>");
  g_autoptr (GBytes) r2 = bytes_of ("<receipt kind=\"R2\"/>");
  g_autoptr (GBytes) signature = g_bytes_new ("\0signature", 10);
  g_autoptr (GBytes) token = g_bytes_new ("\0token", 6);
  const ZbHash path[] = {zb_merkle_leaf ("a", 1), zb_merkle_leaf ("b", 1)};
  ZbEvidencePair pair = {
      {{r1, "record 1", G_MAXUINT64 - 1, path, 2}, {r2, "record 2", G_MAXUINT64, path + 1, 1}},
      {NOTE, signature, token, "keys\n"}};

  check_round_trip (&pair);
  pair.shared.token = NULL;
  check_round_trip (&pair);
  pair.shared.keys = NULL;
  check_round_trip (&pair);
  pair.own[0] = (ZbEvidenceOwn){r1, "record 1", 0, NULL, 0};
  check_round_trip (&pair);
}

/* What is sent once is what makes the answer short. */
static void
test_sends_once_what_is_shared (void)
{
  g_autofree char *certificates = g_strnfill (1000, 'c');
  g_autoptr (GBytes) receipt = bytes_of ("<receipt/>");
  g_autoptr (GBytes) signature = bytes_of (certificates);
  const ZbEvidencePair pair = {{{receipt, "1", 1, NULL, 0}, {receipt, "2", 2, NULL, 0}},
                               {NOTE, signature, NULL, NULL}};
  g_autoptr (GBytes) bytes = zb_evidence_pair_write (&pair);

  g_assert_cmpuint (g_bytes_get_size (bytes), <, 1200);
}

static void
check_refused (GBytes *bytes, ZbExchangeError code, const char *reason)
{
  g_autoptr (GError) error = NULL;
  GBytes *r1 = NULL, *r2 = NULL;

  g_assert_false (zb_evidence_pair_read (bytes, &r1, &r2, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, reason) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, reason);
  g_assert_null (r1);
  g_assert_null (r2);
}

static void
test_refuses_what_is_none (void)
{
  static const struct {
    const char *text, *reason;
  } cases[] = {
      {"", "does not begin with"},
      {HEAD, "does not begin with"},
      {HEAD " 1 2 1 1 0 1 1 0 1 1 0 0", "does not begin with"},
      {"zhibao-evidence-pair/2 1 2 1 1 0 1 1 0 1 1 0 0\n", "does not begin with"},
      {HEAD " 1 2 1 1 0 1 1 0 1 1 0\n", "does not begin with"},
      {HEAD " 1 2 1 1 0 1 1 0 1 1 0 0 0\n", "does not begin with"},
      {HEAD " 1 02 1 1 0 1 1 0 1 1 0 0\nrlrlcs", "a place that is no number"},
      {HEAD " 1 18446744073709551616 1 1 0 1 1 0 1 1 0 0\nrlrlcs", "a place that is no number"},
      {HEAD " 1 2 -1 1 0 1 1 0 1 1 0 0\nrlrlcs", "a size that no part has"},
      {HEAD " 1 2 1 +1 0 1 1 0 1 1 0 0\nrlrlcs", "a size that no part has"},
      {HEAD " 1 2 393217 1 0 1 1 0 1 1 0 0\nrlrlcs", "a size that no part has"},
      {HEAD " 1 2 1 1 0 1 1 0 1 2 0 0\nrlrlcs", "ends before its parts do"},
      {HEAD " 1 2 1 1 0 1 1 0 1 1 0 0\nrlrlcs.", "goes on behind its parts"},
      {HEAD " 1 2 1 0 0 1 1 0 1 1 0 0\nrrlcs", "lacks a text"},
      {HEAD " 1 2 1 1 0 1 1 0 0 1 0 0\nrlrls", "lacks a text"},
      {HEAD " 1 2 1 1 1 1 1 0 1 1 0 0\nrlprlcs", "not of whole hashes"},
      {HEAD " 1 2 1 1 0 1 1 31 1 1 0 0\nrlrl1234567890123456789012345678901cs",
       "not of whole hashes"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = bytes_of (cases[i].text);
    check_refused (bytes, ZB_EXCHANGE_ERROR_MALFORMED, cases[i].reason);
  }
  static const char nul[] = HEAD " 1 2 1 2 0 1 1 0 1 1 0 0\nrl\0rlcs";
  g_autoptr (GBytes) bytes = g_bytes_new (nul, sizeof nul - 1);
  check_refused (bytes, ZB_EXCHANGE_ERROR_MALFORMED, "a text that is none");
  static const char hidden[] = HEAD " 1 2 1 1 0 1 1 0 1 1 0 0\0 1\nrlrlcs";
  g_autoptr (GBytes) more = g_bytes_new (hidden, sizeof hidden - 1);
  check_refused (more, ZB_EXCHANGE_ERROR_MALFORMED, "does not begin with");
}

/* A pair whose R1 is evidence of @size bytes. */
static GBytes *
make_of_size (gsize size)
{
  g_autoptr (GBytes) none = bytes_of ("");
  g_autoptr (GBytes) signature = bytes_of ("s");
  ZbEvidencePair pair = {{{none, "1", 1, NULL, 0}, {none, "2", 2, NULL, 0}},
                         {NOTE, signature, NULL, NULL}};
  g_autoptr (GBytes) least = zb_evidence_build (&pair.own[0], &pair.shared, NULL);
  g_autofree char *text = g_strnfill (size - g_bytes_get_size (least), 'x');
  g_autoptr (GBytes) receipt = bytes_of (text);

  pair.own[0].receipt = receipt;
  return zb_evidence_pair_write (&pair);
}

static void
test_limit_of_size (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) most = make_of_size (ZB_PROTOCOL_MAX_EVIDENCE);
  g_autoptr (GBytes) over = make_of_size (ZB_PROTOCOL_MAX_EVIDENCE + 1);
  g_autoptr (GBytes) r1 = NULL;
  g_autoptr (GBytes) r2 = NULL;

  zb_evidence_pair_read (most, &r1, &r2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (r1), ==, ZB_PROTOCOL_MAX_EVIDENCE);
  check_refused (over, ZB_EXCHANGE_ERROR_TOO_LARGE, "larger than the protocol allows");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add_func ("/exchange/evidence-pair/" path, test)
  ADD ("makes-both-whole-again", test_makes_both_whole_again);
  ADD ("sends-once-what-is-shared", test_sends_once_what_is_shared);
  ADD ("refuses-what-is-none", test_refuses_what_is_none);
  ADD ("limit-of-size", test_limit_of_size);
  return g_test_run ();
}
