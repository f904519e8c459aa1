/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sealed-file.h"

#include "exchange/error.h"
#include "exchange/key.h"

#include <string.h>

#define PASSWORD "correct horse"
#define PIECE (1024 * 1024)
#define HEAD 44
#define ROUNDS_AT 16

static GBytes *
make_plain (gsize length)
{
  guint8 *bytes = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8)(i * 7 + i / 251);
  return g_bytes_new_take (bytes, length);
}

static GBytes *
seal (gsize length)
{
  g_autoptr (GBytes) plain = make_plain (length);
  g_autoptr (GError) error = NULL;
  GBytes *sealed = zb_sealed_file_write (plain, PASSWORD, &error);

  g_assert_no_error (error);
  return sealed;
}

static void
check_comes_back (gsize length)
{
  g_autoptr (GBytes) plain = make_plain (length), sealed = seal (length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = zb_sealed_file_read ("backup", sealed, PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (opened, plain));
}

static void
test_comes_back (void)
{
  check_comes_back (0);
  check_comes_back (1);
  check_comes_back (PIECE);
  check_comes_back (PIECE + 1);
  check_comes_back (2 * PIECE);
}

static void
check_refused (const guint8 *bytes,
               gsize length,
               const char *password,
               ZbExchangeError code,
               const char *words)
{
  g_autoptr (GBytes) sealed = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_sealed_file_read ("backup", sealed, password, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, (int)code);
  if (!strstr (error->message, words))
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_tells_a_wrong_password (void)
{
  g_autoptr (GBytes) sealed = seal (10);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (sealed, &length);

  check_refused (bytes, length, "incorrect horse", ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
                 "does not open backup");
  check_refused (bytes, length, NULL, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE, "does not open backup");
}

/* Each byte counts: salt, check and pieces; so does the order of the pieces and that none lacks. */
static void
test_notices_any_change (void)
{
  g_autoptr (GBytes) sealed = seal (2 * PIECE + 5);
  gsize length = g_bytes_get_size (sealed), piece = PIECE + 16;
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sealed, NULL), length);
  const gsize places[] = {HEAD, HEAD + PIECE / 2, HEAD + piece - 1, HEAD + piece, length - 1};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    bytes[places[i]] ^= 1;
    check_refused (bytes, length, PASSWORD, ZB_EXCHANGE_ERROR_BAD_DIGEST, "was changed");
    bytes[places[i]] ^= 1;
  }
  bytes[ROUNDS_AT + 4] ^= 1;
  check_refused (bytes, length, PASSWORD, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE, "does not open");
  bytes[ROUNDS_AT + 4] ^= 1;
  check_refused (bytes, HEAD + piece, PASSWORD, ZB_EXCHANGE_ERROR_BAD_DIGEST, "not complete");
  check_refused (bytes, length - 1, PASSWORD, ZB_EXCHANGE_ERROR_BAD_DIGEST, "not complete");
  check_refused (bytes, HEAD + piece + 8, PASSWORD, ZB_EXCHANGE_ERROR_BAD_DIGEST, "not complete");

  g_autofree guint8 *swapped = g_memdup2 (bytes, length);
  memcpy (swapped + HEAD, bytes + HEAD + piece, piece);
  memcpy (swapped + HEAD + piece, bytes + HEAD, piece);
  check_refused (swapped, length, PASSWORD, ZB_EXCHANGE_ERROR_BAD_DIGEST, "was changed");
}

static void
set_rounds (guint8 *bytes, guint32 rounds)
{
  for (guint i = 0; i < 4; i++)
    bytes[ROUNDS_AT + i] = (guint8)(rounds >> (24 - 8 * i));
}

static void
test_refuses_what_is_no_sealed_file (void)
{
  g_autoptr (GBytes) sealed = seal (0);
  gsize length = g_bytes_get_size (sealed);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sealed, NULL), length);

  check_refused ((const guint8 *)"PK", 2, PASSWORD, ZB_EXCHANGE_ERROR_MALFORMED, "no file that");
  check_refused (bytes, length - 1, PASSWORD, ZB_EXCHANGE_ERROR_MALFORMED, "no file that");
  set_rounds (bytes, ZB_KEY_MAX_ROUNDS + 1);
  check_refused (bytes, length, PASSWORD, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, "at most");
  set_rounds (bytes, 0);
  check_refused (bytes, length, PASSWORD, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, "at most");
  bytes[0] = 'Z';
  check_refused (bytes, length, PASSWORD, ZB_EXCHANGE_ERROR_MALFORMED, "no file that");
}

static void
check_password (const char *password, gboolean taken)
{
  g_autoptr (GBytes) plain = make_plain (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = zb_sealed_file_write (plain, password, &error);

  g_assert_true ((sealed != NULL) == taken);
  if (!taken)
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
}

static void
test_asks_for_eight_characters (void)
{
  check_password (NULL, FALSE);
  check_password ("1234567", FALSE);
  check_password ("12345678", TRUE);
}

/* The same content gives other bytes each time: nothing is learnt from two backups. */
static void
test_never_repeats_itself (void)
{
  g_autoptr (GBytes) one = seal (100), other = seal (100);

  g_assert_false (g_bytes_equal (one, other));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/sealed-file/comes-back", test_comes_back);
  g_test_add_func ("/exchange/sealed-file/tells-a-wrong-password", test_tells_a_wrong_password);
  g_test_add_func ("/exchange/sealed-file/notices-any-change", test_notices_any_change);
  g_test_add_func ("/exchange/sealed-file/refuses-what-is-no-sealed-file",
                   test_refuses_what_is_no_sealed_file);
  g_test_add_func ("/exchange/sealed-file/asks-for-eight-characters",
                   test_asks_for_eight_characters);
  g_test_add_func ("/exchange/sealed-file/never-repeats-itself", test_never_repeats_itself);
  return g_test_run ();
}
