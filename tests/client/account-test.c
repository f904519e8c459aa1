/* SPDX-License-Identifier: Apache-2.0 */
#include "client/account.h"

#include "client/error.h"
#include "exchange/error.h"
#include "storage/error.h"
#include "tests/client/scratch-client.h"

#include <string.h>

static ZbAccount *
add_second (ZbScratchClient *client, const char *unit, const char *name, const char *url)
{
  ZbAccount *account = g_new0 (ZbAccount, 1);
  g_autoptr (GError) error = NULL;

  account->unit = g_strdup (unit);
  account->staff = unit == NULL;
  account->name = g_strdup (name);
  account->url = g_strdup (url);
  account->node = g_strdup ("350200");
  account->roots = g_strdup (client->account->roots);
  account->verifier = g_strdup (client->account->verifier);
  account->signing_file = g_strdup ("/somewhere/else/second.p12");
  account->tls_key_file = g_strdup ("/somewhere/else/second.pem");
  account->tls_certificate = g_strdup (client->account->tls_certificate);
  account->chain = g_strdup (client->account->chain);
  zb_account_add (client->workspace, account, &error);
  g_assert_no_error (error);
  return account;
}

static void
check_finds (ZbScratchClient *client, const char *who, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAccount) account = zb_account_find (client->workspace, who, &error);

  g_assert_no_error (error);
  g_assert_cmpint (account->id, ==, id);
}

static void
check_does_not_find (ZbScratchClient *client, const char *who, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_account_find (client->workspace, who, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_keeps_what_was_added (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAccount) read = zb_account_read (client->workspace, client->account->id, &error);

  g_assert_no_error (error);
  g_assert_false (read->staff);
  g_assert_cmpstr (read->unit, ==, ZB_TEST_UNIT);
  g_assert_cmpstr (read->name, ==, client->account->name);
  g_assert_cmpstr (read->url, ==, client->account->url);
  g_assert_cmpstr (read->node, ==, ZB_TEST_NODE);
  g_assert_cmpstr (read->roots, ==, client->account->roots);
  g_assert_cmpstr (read->verifier, ==, client->account->verifier);
  g_assert_cmpstr (read->signing_file, ==, client->account->signing_file);
  g_assert_cmpstr (read->tls_key_file, ==, client->account->tls_key_file);
  g_assert_cmpstr (read->tls_certificate, ==, client->account->tls_certificate);
  g_assert_cmpstr (read->chain, ==, client->account->chain);
}

/* Key files are named relative to the folder, which may be moved. */
static void
test_looks_for_keys_in_its_own_folder (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbAccount) second = add_second (client, NULL, "王小明", "https://a.example");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbAccount) read = zb_account_read (client->workspace, second->id, &error);
  g_autofree char *expected = g_build_filename (client->path, "keys", "second.p12", NULL);

  g_assert_no_error (error);
  g_assert_true (read->staff);
  g_assert_null (read->unit);
  g_assert_cmpstr (read->signing_file, ==, expected);
}

static void
test_finds_the_only_one (ZbScratchClient *client, gconstpointer data)
{
  check_finds (client, NULL, client->account->id);
}

static void
test_finds_by_unit_name_and_server (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbAccount) second = add_second (client, NULL, "王小明", "https://a.example");

  check_finds (client, ZB_TEST_UNIT, client->account->id);
  check_finds (client, client->account->name, client->account->id);
  check_finds (client, "王小明", second->id);
  check_finds (client, "https://a.example", second->id);
}

static void
test_lists_them_where_it_cannot_tell (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbAccount) second =
      add_second (client, ZB_TEST_UNIT, client->account->name, "https://a.example");
  static const char message[] = "say which account: " ZB_TEST_UNIT
                                " at https://127.0.0.1:1, " ZB_TEST_UNIT " at https://a.example";

  check_does_not_find (client, NULL, message);
  check_does_not_find (client, "nobody", message);
  check_does_not_find (client, ZB_TEST_UNIT, message);
  check_finds (client, "https://a.example", second->id);
}

static void
test_tells_an_empty_workspace (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbWorkspace) workspace = zb_workspace_open (path, &zb_clock_system, &error);
  g_autofree char *message =
      g_strdup_printf ("%s holds no account yet: enrol with an invitation", path);

  g_assert_no_error (error);
  g_assert_null (zb_account_find (workspace, NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_tells_an_unknown_number (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_account_read (client->workspace, 99, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no account 99");
}

static void
test_is_added_once (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_account_add (client->workspace, client->account, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CONSTRAINT);
}

static void
test_opens_the_signing_key (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_key_write_file (client->author->key, client->author->certificate, client->author->chain,
                     "correct horse", client->account->signing_file, &error);
  g_assert_no_error (error);
  g_autoptr (ZbSigner) signer = zb_account_open_signer (client->account, "correct horse", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_certificate_digest (zb_signer_certificate (signer)), ==,
                   zb_certificate_digest (client->author->certificate));
  g_assert_null (zb_account_open_signer (client->account, "wrong horse", &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
}

static void
test_trusts_its_own_roots_only (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (client->now);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (other, "p256", "stranger", NULL, ZB_USE_RECEIPT);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrust) trust = zb_account_trust (client->account, &error);

  g_assert_no_error (error);
  zb_trust_check (trust, client->node->certificate, client->node->chain, ZB_USE_RECEIPT,
                  client->now, &error);
  g_assert_no_error (error);
  zb_trust_check (trust, stranger->certificate, stranger->chain, ZB_USE_RECEIPT, client->now,
                  &error);
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/account/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, function,  \
              zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-what-was-added", test_keeps_what_was_added);
  ADD ("looks-for-keys-in-its-own-folder", test_looks_for_keys_in_its_own_folder);
  ADD ("finds-the-only-one", test_finds_the_only_one);
  ADD ("finds-by-unit-name-and-server", test_finds_by_unit_name_and_server);
  ADD ("lists-them-where-it-cannot-tell", test_lists_them_where_it_cannot_tell);
  g_test_add_func ("/client/account/tells-an-empty-workspace", test_tells_an_empty_workspace);
  ADD ("tells-an-unknown-number", test_tells_an_unknown_number);
  ADD ("is-added-once", test_is_added_once);
  ADD ("opens-the-signing-key", test_opens_the_signing_key);
  ADD ("trusts-its-own-roots-only", test_trusts_its_own_roots_only);
  return g_test_run ();
}
