/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/log-proof.h"

#include "exchange/error.h"

#include <string.h>

#define A "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
#define NOTE "log\n1\nroot\n\n— log sig\n"

static ZbHash
counting (void)
{
  ZbHash hash;

  for (guint i = 0; i < sizeof hash.bytes; i++)
    hash.bytes[i] = (guint8)i;
  return hash;
}

static char *
path_text (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, A);
  return g_string_free (text, FALSE);
}

static void
test_writes_what_it_reads (void)
{
  ZbHash path[] = {counting (), counting ()};
  g_autofree char *text = zb_log_proof_write (73894, path, 2, NOTE);
  g_auto (ZbLogProof) proof = {0};
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (text, ==, "c2sp.org/tlog-proof@v1\nindex 73894\n" A A "\n" NOTE);
  zb_log_proof_read (text, &proof, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (proof.index, ==, 73894);
  g_assert_cmpuint (proof.path->len, ==, 2);
  g_assert_cmpmem (&g_array_index (proof.path, ZbHash, 1), sizeof (ZbHash), &path[1],
                   sizeof (ZbHash));
  g_assert_cmpstr (proof.checkpoint, ==, NOTE);
}

static void
test_a_path_is_lines_of_hashes (void)
{
  ZbHash hash = counting ();
  g_autofree char *one = zb_log_path_write (&hash, 1);
  g_autofree char *most = path_text (ZB_LOG_PROOF_MAX_PATH);
  g_autofree char *more = path_text (ZB_LOG_PROOF_MAX_PATH + 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (one, ==, A);
  g_autoptr (GArray) none = zb_log_path_read ("", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (GArray) whole = zb_log_path_read (most, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->len, ==, ZB_LOG_PROOF_MAX_PATH);
  g_assert_null (zb_log_path_read (more, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "than any tree is high"));
}

static void
refuse_path (const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_log_path_read (text, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
refuse_proof (const char *text, const char *message)
{
  ZbLogProof proof = {.index = 9};
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_log_proof_read (text, &proof, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, message));
  g_assert_cmpuint (proof.index, ==, 9);
}

static void
test_refuses_what_is_none (void)
{
  refuse_path ("\n");
  refuse_path (A "\n");
  refuse_path ("AAEC\n");
  refuse_path ("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  refuse_proof ("", "does not begin");
  refuse_proof ("c2sp.org/tlog-proof@v1\nindex 5\n" A, "does not begin");
  refuse_proof ("c2sp.org/tlog-proof@v2\nindex 5\n\n" NOTE, "does not begin");
  refuse_proof ("c2sp.org/tlog-proof@v1\nextra AAEC\nindex 5\n\n" NOTE, "does not begin");
  refuse_proof ("c2sp.org/tlog-proof@v1\nindex \n\n" NOTE, "no index");
  refuse_proof ("c2sp.org/tlog-proof@v1\nindex 05\n\n" NOTE, "no index");
  refuse_proof ("c2sp.org/tlog-proof@v1\nindex -5\n\n" NOTE, "no index");
  refuse_proof ("c2sp.org/tlog-proof@v1\nindex 5\nx\n\n" NOTE, "no hash");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/log-proof/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/exchange/log-proof/a-path-is-lines-of-hashes", test_a_path_is_lines_of_hashes);
  g_test_add_func ("/exchange/log-proof/refuses-what-is-none", test_refuses_what_is_none);
  return g_test_run ();
}
