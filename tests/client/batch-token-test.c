/* SPDX-License-Identifier: Apache-2.0 */
/* A batch whose enterprises' keys lie on a token that wants a PIN of its own for signing. */
#include "client/batch/batch.h"
#include "exchange/error.h"
#include "tests/client/scratch-client.h"
#include "tests/support/soft-token.h"

#define OTHER_UNIT "91350213MA3BWYA54F"
/* An enterprise that stood still this month. */
#define FIGURES                                                                                          \
  "section,row,column,value\nhead,in-production,,1\nhead,start-month,,200809\nhead,head-of-unit,,"       \
  "苏慧玲\n"                                                                                          \
  "head,head-of-statistics,,郑雪梅\nhead,preparer,,黄雅文\nhead,phone,,0592-0000001\nhead,report-" \
  "date,,2024-07-08\n"                                                                                   \
  "A,01,1,0\nA,01,2,12000\nA,03,1,0\nA,03,2,12000\nA,05,1,0\nA,05,2,30\nB,3974,1,0\n"                    \
  "B,3974,2,12000\nC,397401,1,0\nC,397401,2,80\n"

static const char make_key[] =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout own.key "
    "-out own.pem -subj /CN=own -days 9 -addext keyUsage=critical,digitalSignature\n";

typedef struct {
  ZbScratchClient client;
  ZbBatch *batch;
} World;

static void
write_file (World *world, const char *name, const char *text)
{
  g_autofree char *path = zb_temp_dir_path (world->client.dir, name);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* The account's key is the one on the token "card", whose certificate lies beside. */
static void
move_key (World *world, const ZbTempDir *card)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *certificate = zb_temp_dir_path (card, "own.pem");
  g_autofree char *module =
      g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "exchange", "libsecond-pin-token.so", NULL);
  g_autofree char *sql = g_strdup_printf (
      "update account set signer = 'pkcs11:token=card;id=%%02?module-path=%s'", module);
  g_autofree char *pem = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (certificate, &pem, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (client->account->signing_file, pem, -1, NULL));
  zb_scratch_client_execute (client, sql);
}

/* Owes the form, and knows what the server says of it. */
static void
owe (World *world)
{
  g_autoptr (ZbContextDocument) document = zb_context_document_new ();

  zb_scratch_client_owe (&world->client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  zb_scratch_client_keep_context (&world->client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, document);
}

/* Another enterprise whose reports the same key signs. */
static void
add_enterprise (World *world, const char *unit)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;
  ZbAccount *other = zb_account_read (client->workspace, client->account->id, &error);

  g_assert_no_error (error);
  g_free (other->unit);
  other->unit = g_strdup (unit);
  zb_account_add (client->workspace, other, &error);
  g_assert_no_error (error);
  ZbAccount *first = client->account;
  client->account = other;
  owe (world);
  client->account = first;
  zb_account_free (other);
}

static void
check (World *world, guint index)
{
  g_autoptr (GError) error = NULL;

  zb_batch_check (world->batch, world->client.workspace, index, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (zb_batch_line (world->batch, index)->state, ==, ZB_BATCH_READY);
}

static void
set_up (World *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;

  g_unsetenv ("ZHIBAO_TEST_SIGNING_PIN");
  zb_scratch_client_set_up (client, data);
  move_key (world, data);
  owe (world);
  add_enterprise (world, OTHER_UNIT);
  write_file (world, "in/" ZB_TEST_UNIT ".csv", FIGURES);
  write_file (world, "in/" OTHER_UNIT ".csv", FIGURES);
  g_autofree char *path = zb_temp_dir_path (client->dir, "in");
  world->batch = zb_batch_new (path, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, NULL, &error);
  g_assert_no_error (error);
  check (world, 0);
  check (world, 1);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_batch_unref (world->batch);
  zb_scratch_client_tear_down (&world->client, data);
}

static const ZbBatchLine *
sign (World *world, guint index)
{
  g_autoptr (GError) error = NULL;

  zb_batch_sign (world->batch, world->client.workspace, index, ZB_SOFT_TOKEN_PIN, &error);
  g_assert_no_error (error);
  return zb_batch_line (world->batch, index);
}

/* It would cost the token another try for each enterprise. */
static void
test_gives_a_wrong_signing_pin_once (World *world, gconstpointer data)
{
  const ZbBatchLine *first = sign (world, 0), *second = sign (world, 1);

  g_assert_error (first->failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_assert_true (first->wrong_passphrase);
  g_assert_cmpint (second->state, ==, ZB_BATCH_READY);
  g_assert_no_error (second->failure);
  g_assert_cmpstr (second->reason, ==, "the PIN was wrong for an enterprise before");
  g_assert_null (second->message);
}

/* In the next round, which begins with the first line. */
static void
test_signs_once_the_pin_is_right (World *world, gconstpointer data)
{
  sign (world, 0);
  sign (world, 1);
  g_setenv ("ZHIBAO_TEST_SIGNING_PIN", ZB_SOFT_TOKEN_PIN, TRUE);
  g_assert_cmpint (sign (world, 0)->state, ==, ZB_BATCH_SIGNED);
  g_assert_cmpint (sign (world, 1)->state, ==, ZB_BATCH_SIGNED);
}

/* That is no word about the PIN: the next one is tried. */
static void
test_tries_each_where_no_token_is (World *world, gconstpointer data)
{
  zb_scratch_client_execute (&world->client,
                             "update account set signer = replace (signer, '=card', '=gone')");
  g_assert_error (sign (world, 0)->failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NO_TOKEN);
  g_assert_error (sign (world, 1)->failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NO_TOKEN);
}

int
main (int argc, char **argv)
{
  g_autoptr (ZbTempDir) card = zb_temp_dir_new ();

  g_test_init (&argc, &argv, NULL);
  zb_soft_token_begin (card, make_key);
  zb_soft_token_make ("card");
  zb_soft_token_put_guarded (card, "card", "02", "own", "own.pem", "own.key");
#define ADD(name, function)                                                                        \
  g_test_add ("/client/batch-token/" name, World, card, set_up, function, tear_down)
  ADD ("gives-a-wrong-signing-pin-once", test_gives_a_wrong_signing_pin_once);
  ADD ("signs-once-the-pin-is-right", test_signs_once_the_pin_is_right);
  ADD ("tries-each-where-no-token-is", test_tries_each_where_no_token_is);
#undef ADD
  return g_test_run ();
}
