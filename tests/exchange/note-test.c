/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/note.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/support/temp-dir.h"

#include <string.h>

/* The key and note of the reference implementation's own tests (golang.org/x/mod/sumdb/note). */
#define PETER "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define PETER_SEED "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="
#define TEXT                                                                                       \
  "If you think cryptography is the answer to your problem,\n"                                     \
  "then you don't know what your problem is.\n"
#define LINE                                                                                       \
  "\u2014 PeterNeumann "                                                                           \
  "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define STRANGER "\u2014 someone.example/else AAAAAAAB\n"

/* An ed25519 key from its 32-byte seed, by way of a PKCS#8 file. */
static ZbKey *
key_of_seed (const char *base64)
{
  static const guint8 head[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree guint8 *seed = g_base64_decode (base64, &length);
  g_assert_cmpuint (length, ==, 32);
  guint8 der[sizeof head + 32];
  memcpy (der, head, sizeof head);
  memcpy (der + sizeof head, seed, 32);
  g_autofree char *body = g_base64_encode (der, sizeof der);
  g_autofree char *pem =
      g_strdup_printf ("-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n", body);
  g_autofree char *path = zb_temp_dir_write (dir, "seed.pem", pem, -1);
  ZbKey *key = zb_key_read_pem (path, NULL, &error);
  g_assert_no_error (error);
  return key;
}

static void
check_refused (const char *note, const char *verifier, ZbExchangeError code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_note_open (note, verifier, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (strstr (error->message, text) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, text);
}

static void
test_opens_reference_note (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = zb_note_open (TEXT "\n" LINE, PETER, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, TEXT);
}

static void
test_signs_as_reference (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = key_of_seed (PETER_SEED);
  g_autofree char *verifier = zb_note_verifier (key, "PeterNeumann", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (verifier, ==, PETER);
  g_autofree char *note = zb_note_sign (TEXT, key, "PeterNeumann", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (note, ==, TEXT "\n" LINE);
}

static void
test_ignores_other_signers (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = zb_note_open (TEXT "\n" STRANGER LINE STRANGER, PETER, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, TEXT);
  check_refused (TEXT "\n" STRANGER, PETER, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "the note is not signed by PeterNeumann");
}

static void
test_refuses_changed_text (void)
{
  check_refused ("If\n\n" LINE, PETER, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "PeterNeumann");
  /* One good signature does not heal a bad one under the same name and id. */
  static const char bad[] =
      "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN"
      "1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAA=\n";
  g_autofree char *note = g_strconcat (TEXT "\n" LINE, bad, NULL);
  check_refused (note, PETER, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "PeterNeumann");
}

static void
test_refuses_malformed_notes (void)
{
  static const char *const wrong[] = {
      "",
      TEXT,
      TEXT "\n",
      TEXT LINE,                                 /* no empty line */
      TEXT "\n" LINE "behind",                   /* no last newline */
      TEXT "\n" LINE "behind\n",                 /* a line that is no signature */
      TEXT "\n\u2014 PeterNeumann\n",            /* no signature in it */
      TEXT "\n\u2014 Peter+Neumann AAAA\n" LINE, /* a name that cannot be */
      "tab\there\n\n" LINE,                      /* control character */
      "carriage\r\n\n" LINE,
      "latin \xe9\n\n" LINE, /* not UTF-8 */
  };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    check_refused (wrong[i], PETER, ZB_EXCHANGE_ERROR_MALFORMED, "the note ");
}

static void
test_limit_of_length (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = key_of_seed (PETER_SEED);
  gsize room = ZB_PROTOCOL_MAX_NOTE - strlen ("\n\n" LINE);
  g_autofree char *at = g_strnfill (room + 1, 'a'), *over = g_strnfill (room + 2, 'a');
  at[room] = '\n';
  over[room + 1] = '\n';

  g_autofree char *fits = zb_note_sign (at, key, "PeterNeumann", &error);
  g_assert_cmpuint (strlen (fits), ==, ZB_PROTOCOL_MAX_NOTE);
  g_autofree char *text = zb_note_open (fits, PETER, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, at);
  g_autofree char *large = zb_note_sign (over, key, "PeterNeumann", &error);
  check_refused (large, PETER, ZB_EXCHANGE_ERROR_TOO_LARGE, "16384 bytes");
}

/* As the reference's own test: no part and no neighbour of a verifier key passes for one. */
static void
test_refuses_mangled_verifiers (void)
{
  gsize length = strlen (PETER);
  for (gsize from = 0; from <= length; from++) {
    for (gsize to = from; to <= length; to++) {
      g_autofree char *part = g_strndup (&PETER[from], to - from);
      g_autoptr (GError) error = NULL;
      if (to - from == length)
        continue;
      g_assert_null (zb_note_open (TEXT "\n" LINE, part, &error));
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    }
  }
  for (gsize i = 0; i < length; i++) {
    g_autofree char *neighbour = g_strdup (PETER);
    g_autoptr (GError) error = NULL;
    neighbour[i]++;
    g_assert_null (zb_note_open (TEXT "\n" LINE, neighbour, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  }
  /* A key that is too long and an unknown algorithm, each with the id that fits it. */
  check_refused (TEXT "\n" LINE,
                 "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
                 ZB_EXCHANGE_ERROR_MALFORMED, "no verifier key");
  check_refused (TEXT "\n" LINE,
                 "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                 ZB_EXCHANGE_ERROR_MALFORMED, "no verifier key");
}

static void
test_signs_only_with_ed25519 (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("p256", NULL);
  g_assert_null (zb_note_sign (TEXT, key, "PeterNeumann", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE);
  g_clear_error (&error);

  static const char *const names[] = {"", "two words", "a+b", "new\nline"};
  g_autoptr (ZbKey) right = zb_key_generate ("ed25519", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_null (zb_note_sign (TEXT, right, names[i], &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_clear_error (&error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/note/opens-reference-note", test_opens_reference_note);
  g_test_add_func ("/exchange/note/signs-as-reference", test_signs_as_reference);
  g_test_add_func ("/exchange/note/ignores-other-signers", test_ignores_other_signers);
  g_test_add_func ("/exchange/note/refuses-changed-text", test_refuses_changed_text);
  g_test_add_func ("/exchange/note/refuses-malformed-notes", test_refuses_malformed_notes);
  g_test_add_func ("/exchange/note/limit-of-length", test_limit_of_length);
  g_test_add_func ("/exchange/note/refuses-mangled-verifiers", test_refuses_mangled_verifiers);
  g_test_add_func ("/exchange/note/signs-only-with-ed25519", test_signs_only_with_ed25519);
  return g_test_run ();
}
