/* SPDX-License-Identifier: Apache-2.0 */
#include "client/key-backup.h"

#include "exchange/error.h"
#include "exchange/key.h"
#include "tests/client/scratch-client.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSPHRASE "correct horse battery"

/* The account with a signing key under PASSPHRASE; returns where its backup is to be. */
static char *
prepare (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;

  zb_key_write_file (client->author->key, client->author->certificate, client->author->chain,
                     PASSPHRASE, client->account->signing_file, &error);
  g_assert_no_error (error);
  return zb_temp_dir_path (client->dir, "keys.backup");
}

static void
back_up (ZbScratchClient *client, const char *path)
{
  g_autoptr (GError) error = NULL;

  zb_key_backup_write (client->workspace, client->account, PASSPHRASE, path, &error);
  g_assert_no_error (error);
}

static ZbWorkspace *
open_other (ZbScratchClient *client)
{
  g_autofree char *path = zb_temp_dir_path (client->dir, "other");
  ZbClock clock = zb_clock_fixed (&client->now);
  g_autoptr (GError) error = NULL;
  ZbWorkspace *workspace = zb_workspace_open (path, &clock, &error);

  g_assert_no_error (error);
  return workspace;
}

/* On the other computer it signs and connects as before. */
static void
test_moves_to_another_computer (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *path = prepare (client);
  g_autoptr (ZbWorkspace) other = open_other (client);
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  back_up (client, path);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_autoptr (ZbAccount) account = zb_key_backup_restore (other, path, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->unit, ==, client->account->unit);
  g_assert_cmpstr (account->verifier, ==, client->account->verifier);
  g_autoptr (ZbAccount) read = zb_account_find (other, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbSigner) signer = zb_account_open_signer (read, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_autoptr (ZbKey) here = zb_key_read_pem (client->account->tls_key_file, NULL, &error);
  g_autoptr (ZbKey) there = zb_key_read_pem (read->tls_key_file, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) one = zb_key_public (here), two = zb_key_public (there);
  g_assert_true (g_bytes_equal (one, two));
}

static void
test_holds_no_open_key (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *path = prepare (client);
  g_autofree char *text = NULL, *pem = NULL;

  back_up (client, path);
  g_assert_true (g_file_get_contents (client->account->tls_key_file, &pem, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (pem, "\n", -1);
  g_autofree char *inner = g_base64_encode ((const guchar *)lines[1], strlen (lines[1]));
  g_assert_null (strstr (text, lines[1]));
  g_assert_null (strstr (text, inner));
}

static void
test_needs_the_passphrase (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *path = prepare (client);
  g_autoptr (ZbWorkspace) other = open_other (client);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      zb_key_backup_write (client->workspace, client->account, "another one", path, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  back_up (client, path);
  g_assert_null (zb_key_backup_restore (other, path, "another one", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_autoptr (GPtrArray) accounts = zb_account_list (other, NULL);
  g_assert_cmpuint (accounts->len, ==, 0);
}

static void
test_overwrites_nothing (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *path = prepare (client);
  g_autoptr (GError) error = NULL;

  back_up (client, path);
  g_assert_false (
      zb_key_backup_write (client->workspace, client->account, PASSPHRASE, path, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "keys.backup is there already"));
  g_clear_error (&error);
  g_assert_null (zb_key_backup_restore (client->workspace, path, PASSPHRASE, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS);
  g_assert_nonnull (strstr (error->message, "is here already"));
}

static void
test_refuses_what_is_no_backup (ZbScratchClient *client, gconstpointer data)
{
  static const char *const files[] = {"", "no backup", "{\"format\":\"another\"}"};
  g_autofree char *path = zb_temp_dir_path (client->dir, "none");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_true (g_file_set_contents (path, files[i], -1, NULL));
    g_assert_null (zb_key_backup_restore (client->workspace, path, PASSPHRASE, &error));
    g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
    g_assert_nonnull (strstr (error->message, "is no backup of keys"));
  }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/key-backup/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,         \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("moves-to-another-computer", test_moves_to_another_computer);
  ADD ("holds-no-open-key", test_holds_no_open_key);
  ADD ("needs-the-passphrase", test_needs_the_passphrase);
  ADD ("overwrites-nothing", test_overwrites_nothing);
  ADD ("refuses-what-is-no-backup", test_refuses_what_is_no_backup);
  return g_test_run ();
}
