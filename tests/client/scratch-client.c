/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client/scratch-client.h"

#include "client/outbox-table.h"
#include "client/workspace-private.h"
#include "storage/statement.h"
#include "tests/support/small-catalogue.h"

static void
keep_package (ZbWorkspace *workspace, const ZbPackage *package, GBytes *bundle)
{
  g_autoptr (GError) error = NULL;

  zb_database_run (workspace->database, "insert into package (digest, name, bundle) values (?,?,?)",
                   &error, zb_value_text (zb_package_digest (package)),
                   zb_value_text (zb_package_name (package)), zb_value_bytes (bundle));
  g_assert_no_error (error);
}

static void
keep_forms (ZbWorkspace *workspace, const ZbTempDir *dir)
{
  g_autofree char *path = zb_small_catalogue_new (dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *package = zb_catalogue_at (catalogue, i);
    g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
    g_assert_no_error (error);
    keep_package (workspace, package, bundle);
  }
  zb_workspace_load_catalogue (workspace, &error);
  g_assert_no_error (error);
}

static ZbAccount *
make_account (ZbScratchClient *client)
{
  ZbAccount *account = g_new0 (ZbAccount, 1);
  g_autoptr (GError) error = NULL;

  account->unit = g_strdup (ZB_TEST_UNIT);
  account->name = g_strdup ("厦门市样例公司");
  account->url = g_strdup ("https://127.0.0.1:1");
  account->node = g_strdup (ZB_TEST_NODE);
  account->roots = g_strdup (zb_test_authority_roots_pem (client->authority));
  account->verifier = g_strdup (zb_test_authority_log_verifier (client->authority));
  account->signing_file = g_build_filename (client->path, "keys", "signing.p12", NULL);
  account->tls_key_file = g_build_filename (client->path, "keys", "tls.pem", NULL);
  account->tls_certificate = zb_certificate_to_pem (client->carrier->certificate);
  account->chain = zb_certificate_to_pem (client->author->chain->pdata[0]);
  zb_key_write_pem (client->carrier->key, account->tls_key_file, NULL, &error);
  g_assert_no_error (error);
  zb_account_add (client->workspace, account, &error);
  g_assert_no_error (error);
  return account;
}

ZbWorkspace *
zb_scratch_client_open (ZbScratchClient *client)
{
  ZbClock clock = zb_clock_fixed (&client->now);
  g_autoptr (GError) error = NULL;
  ZbWorkspace *workspace = zb_workspace_open (client->path, &clock, &error);

  g_assert_no_error (error);
  return workspace;
}

void
zb_scratch_client_set_up (ZbScratchClient *client, gconstpointer data)
{
  client->dir = zb_temp_dir_new ();
  client->path = zb_temp_dir_path (client->dir, "workspace");
  client->now = g_get_real_time ();
  client->authority = zb_test_authority_new (client->now);
  client->author = zb_test_authority_identify (client->authority, "p256", "author", ZB_TEST_UNIT,
                                               ZB_USE_SIGNING);
  client->carrier = zb_test_authority_identify (client->authority, "p256", "carrier", ZB_TEST_UNIT,
                                                ZB_USE_TLS_CLIENT);
  client->node =
      zb_test_authority_identify (client->authority, "p256", "node", NULL, ZB_USE_RECEIPT);
  client->workspace = zb_scratch_client_open (client);
  keep_forms (client->workspace, client->dir);
  client->account = make_account (client);
}

void
zb_scratch_client_tear_down (ZbScratchClient *client, gconstpointer data)
{
  zb_account_free (client->account);
  zb_workspace_free (client->workspace);
  zb_test_identity_free (client->node);
  zb_test_identity_free (client->carrier);
  zb_test_identity_free (client->author);
  zb_test_authority_free (client->authority);
  g_free (client->path);
  zb_temp_dir_free (client->dir);
}

ZbReport *
zb_scratch_client_report (ZbScratchClient *client, const char *period_text, const char *output)
{
  ZbCatalogue *catalogue = zb_workspace_catalogue (client->workspace);
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse (period_text, &period, &error);
  g_assert_no_error (error);
  ZbPackage *package = zb_catalogue_find (catalogue, ZB_SCRATCH_FORM, period, &error);
  g_assert_no_error (error);
  ZbReport *report = zb_report_new (zb_package_form (package), zb_package_digest (package),
                                    client->account->unit, period);
  zb_report_set_canonical (report, 0, 0, 0, output, &error);
  g_assert_no_error (error);
  return report;
}

char *
zb_scratch_client_output (const ZbReport *report)
{
  ZbDecimal value;

  return zb_report_decimal (report, 0, 0, 0, &value) ? zb_decimal_to_string (value) : g_strdup ("");
}

char *
zb_scratch_client_put (ZbScratchClient *client, const ZbReport *report, guint priority)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (GError) error = NULL;
  ZbSealed sealed = {0};

  zb_seal_report (client->account, report, signer, priority, client->now, &sealed, &error);
  g_assert_no_error (error);
  zb_outbox_put (client->workspace, client->account, report, &sealed, priority, &error);
  g_assert_no_error (error);
  char *message = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return message;
}

GBytes *
zb_scratch_client_evidence (ZbScratchClient *client,
                            const char *message_id,
                            ZbReceiptKind kind,
                            const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) container = zb_sent_read_container (client->workspace, message_id, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReceipt) receipt = zb_test_receipt_new (kind, container, client->now);

  if (kind == ZB_RECEIPT_OUTCOME) {
    g_free (receipt->outcome);
    receipt->outcome = g_strdup (word);
    if (g_strcmp0 (word, "refused") == 0) {
      receipt->reason = g_strdup ("closed");
      receipt->reason_text = g_strdup ("the period closed");
    }
  }
  if (kind == ZB_RECEIPT_DECISION) {
    receipt->action = g_strdup (word);
    receipt->level = 1;
    receipt->decider = g_strdup ("区县审核员");
  }
  return zb_test_evidence_new (client->authority, client->node, receipt, 3, 7, client->now);
}

void
zb_scratch_client_add_package (ZbScratchClient *client, GBytes *bundle)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPackage) package = zb_package_read_bundle ("bundle", bundle, &error);

  g_assert_no_error (error);
  keep_package (client->workspace, package, bundle);
  zb_workspace_load_catalogue (client->workspace, &error);
  g_assert_no_error (error);
}

void
zb_scratch_client_owe (ZbScratchClient *client, const char *form, const char *period)
{
  gint64 deadline = client->now + 9 * G_TIME_SPAN_DAY;
  g_autoptr (GError) error = NULL;

  zb_database_run (client->workspace->database,
                   "insert into obligation (account, tenant, form, period, code, title_zh, "
                   "title_en, package, joint, opens, deadline, closes, permit_until, state, level, "
                   "late, resubmit_by)"
                   " values (?1, 's1', ?2, ?3, ?2, ?2, ?2, '', 0, 1, ?4, ?4, 0, 'due', 0, 0, 0)",
                   &error, zb_value_int (client->account->id), zb_value_text (form),
                   zb_value_text (period), zb_value_int (deadline));
  g_assert_no_error (error);
}

void
zb_scratch_client_keep_context (ZbScratchClient *client,
                                const char *form,
                                const char *period,
                                const ZbContextDocument *document)
{
  g_autofree char *text = zb_context_document_write (document);
  g_autoptr (GError) error = NULL;

  zb_database_run (client->workspace->database,
                   "insert into context (account, form, period, fetched, document) values "
                   "(?,?,?,?,?)",
                   &error, zb_value_int (client->account->id), zb_value_text (form),
                   zb_value_text (period), zb_value_int (client->now), zb_value_text (text));
  g_assert_no_error (error);
}

void
zb_scratch_client_execute (ZbScratchClient *client, const char *sql)
{
  g_autoptr (GError) error = NULL;

  zb_database_execute (client->workspace->database, sql, &error);
  g_assert_no_error (error);
}
