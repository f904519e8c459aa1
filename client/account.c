/* SPDX-License-Identifier: Apache-2.0 */
#include "client/account.h"

#include "client/signing-words.h"
#include "client/workspace-private.h"
#include "exchange/signer-program.h"
#include "exchange/token.h"
#include "exchange/trust-bundle.h"
#include "storage/statement.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "id, kind, unit, name, url, node, roots, verifier, signing_file, tls_key_file, "                 \
  "tls_certificate, chain, known, signer, "                                                        \
  "(select statement from trust_bundle where trust_bundle.account = account.id "                   \
  "order by version desc limit 1)"

void
zb_account_free (ZbAccount *account)
{
  g_free (account->unit);
  g_free (account->name);
  g_free (account->url);
  g_free (account->node);
  g_free (account->roots);
  g_free (account->verifier);
  g_free (account->signing_file);
  g_free (account->signer);
  g_free (account->tls_key_file);
  g_free (account->tls_certificate);
  g_free (account->chain);
  g_free (account->known);
  g_clear_pointer (&account->bundle, g_bytes_unref);
  g_free (account);
}

/* Key files are kept by name, so that the folder can be moved. */
static char *
path_of (ZbWorkspace *workspace, const char *file)
{
  return g_build_filename (workspace->path, "keys", file, NULL);
}

static ZbAccount *
from_row (ZbWorkspace *workspace, const ZbStatement *row)
{
  ZbAccount *account = g_new0 (ZbAccount, 1);

  account->id = zb_statement_int (row, 0);
  account->staff = strcmp (zb_statement_text (row, 1), "staff") == 0;
  account->unit = zb_statement_dup_text (row, 2);
  account->name = zb_statement_dup_text (row, 3);
  account->url = zb_statement_dup_text (row, 4);
  account->node = zb_statement_dup_text (row, 5);
  account->roots = zb_statement_dup_text (row, 6);
  account->verifier = zb_statement_dup_text (row, 7);
  account->signing_file = path_of (workspace, zb_statement_text (row, 8));
  account->tls_key_file = path_of (workspace, zb_statement_text (row, 9));
  account->tls_certificate = zb_statement_dup_text (row, 10);
  account->chain = zb_statement_dup_text (row, 11);
  account->known = zb_statement_dup_text (row, 12);
  account->signer = zb_statement_dup_text (row, 13);
  account->bundle = zb_statement_dup_bytes (row, 14);
  return account;
}

char *
zb_account_person (const ZbAccount *account)
{
  const char *pem = account->tls_certificate;
  g_autoptr (ZbCertificate) certificate =
      pem ? zb_certificate_read (pem, strlen (pem), NULL) : NULL;

  return g_strdup (certificate ? zb_certificate_name (certificate) : account->name);
}

GPtrArray *
zb_account_list (ZbWorkspace *workspace, GError **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_account_free);
  g_autoptr (ZbStatement) rows =
      zb_statement_new (workspace->database, "select " COLUMNS " from account order by id", error);
  gboolean row;

  if (!rows)
    return NULL;
  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&accounts);
    g_ptr_array_add (accounts, from_row (workspace, rows));
  }
}

static gboolean
is_called (const ZbAccount *account, const char *who)
{
  return g_strcmp0 (account->unit, who) == 0 || strcmp (account->name, who) == 0 ||
         strcmp (account->url, who) == 0;
}

/* The one account called @who; NULL if it is none, or several. */
static ZbAccount *
steal_called (GPtrArray *accounts, const char *who)
{
  guint found = 0, n = 0;

  for (guint i = 0; i < accounts->len; i++)
    if (!who || is_called (accounts->pdata[i], who)) {
      found = i;
      n++;
    }
  return n == 1 ? g_ptr_array_steal_index (accounts, found) : NULL;
}

ZbAccount *
zb_account_find (ZbWorkspace *workspace, const char *who, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  g_autoptr (GString) names = g_string_new (NULL);

  if (!accounts)
    return NULL;
  ZbAccount *account = steal_called (accounts, who);
  if (account)
    return account;
  for (guint i = 0; i < accounts->len; i++) {
    const ZbAccount *one = accounts->pdata[i];
    g_string_append_printf (names, "%s%s at %s", i ? ", " : "", one->unit ? one->unit : one->name,
                            one->url);
  }
  if (accounts->len == 0)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "%s holds no account yet: enrol with an invitation", workspace->path);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "say which account: %s",
                 names->str);
  return NULL;
}

ZbAccount *
zb_account_read (ZbWorkspace *workspace, gint64 id, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, "select " COLUMNS " from account where id = ?", &row,
                          error, zb_value_int (id)))
    return NULL;
  if (!row) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "there is no account %" G_GINT64_FORMAT, id);
    return NULL;
  }
  ZbAccount *account = from_row (workspace, row);
  zb_statement_reset (row);
  return account;
}

static gboolean
add (ZbWorkspace *workspace, const ZbAccount *account, const char *sql, GError **error)
{
  g_autofree char *signing = g_path_get_basename (account->signing_file);
  g_autofree char *tls = g_path_get_basename (account->tls_key_file);

  return zb_database_run (
      workspace->database, sql, error, zb_value_text (account->staff ? "staff" : "enterprise"),
      zb_value_text (account->unit), zb_value_text (account->name), zb_value_text (account->url),
      zb_value_text (account->node), zb_value_text (account->roots),
      zb_value_text (account->verifier), zb_value_text (signing), zb_value_text (tls),
      zb_value_text (account->tls_certificate), zb_value_text (account->chain),
      zb_value_text (account->signer), zb_value_int (zb_workspace_now (workspace)));
}

#define INSERT                                                                                     \
  "insert into account (kind, unit, name, url, node, roots, verifier, signing_file, tls_key_file," \
  " tls_certificate, chain, signer, created) values (?,?,?,?,?,?,?,?,?,?,?,?,?)"

gboolean
zb_account_add (ZbWorkspace *workspace, ZbAccount *account, GError **error)
{
  if (!add (workspace, account, INSERT, error))
    return FALSE;
  account->id = zb_database_last_id (workspace->database);
  return TRUE;
}

gboolean
zb_account_add_anew (ZbWorkspace *workspace, ZbAccount *account, GError **error)
{
  ZbStatement *row = NULL;

  /* Staff have no unit and never conflict: the highest is who was added now. */
  if (!add (workspace, account,
            INSERT " on conflict (url, unit, name) do update set node = excluded.node,"
                   " roots = excluded.roots, verifier = excluded.verifier,"
                   " signing_file = excluded.signing_file, tls_key_file = excluded.tls_key_file,"
                   " tls_certificate = excluded.tls_certificate, chain = excluded.chain,"
                   " signer = excluded.signer, known = null",
            error) ||
      !zb_database_query (workspace->database,
                          "select max(id) from account where url = ? and unit is ? and name = ?",
                          &row, error, zb_value_text (account->url), zb_value_text (account->unit),
                          zb_value_text (account->name)))
    return FALSE;
  account->id = zb_statement_int (row, 0);
  zb_statement_reset (row);
  return TRUE;
}

/* The certificate, and behind it its chain. */
static GPtrArray *
read_certificates (const ZbAccount *account, GError **error)
{
  g_autofree char *pem = NULL;
  gsize length = 0;

  return g_file_get_contents (account->signing_file, &pem, &length, error)
             ? zb_certificate_read_all (pem, length, error)
             : NULL;
}

static ZbSigner *
open_program (const ZbAccount *account, const char *pin, GError **error)
{
  g_auto (GStrv) words = zb_signing_words (account->signer, error);
  g_autoptr (GPtrArray) chain = words ? read_certificates (account, error) : NULL;

  if (!chain)
    return NULL;
  g_autoptr (ZbCertificate) own = g_ptr_array_steal_index (chain, 0);
  if (zb_token_is_uri (words[0]))
    return zb_token_open_signer (words[0], pin, own, chain, error);
  return zb_signer_new_for_program ((const char *const *)words, own, chain);
}

gboolean
zb_account_set_signer (ZbWorkspace *workspace,
                       ZbAccount *account,
                       const char *command,
                       GError **error)
{
  if (!account->signer) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_SIGNER,
                 "the key of %s lies in a file here, and no signing program holds it",
                 account->name);
    return FALSE;
  }
  g_auto (GStrv) words = zb_signing_words (command, error);
  g_autoptr (GPtrArray) certificates = words ? read_certificates (account, error) : NULL;
  if (!certificates ||
      (!zb_token_is_uri (words[0]) &&
       !zb_signer_program_fits ((const char *const *)words, certificates->pdata[0], error)) ||
      !zb_database_run (workspace->database, "update account set signer = ? where id = ?", error,
                        zb_value_text (command), zb_value_int (account->id)))
    return FALSE;
  g_free (account->signer);
  account->signer = g_strdup (command);
  return TRUE;
}

ZbSigner *
zb_account_open_signer (const ZbAccount *account, const char *passphrase, GError **error)
{
  if (account->signer)
    return open_program (account, passphrase, error);
  return zb_signer_open_file (account->signing_file, passphrase, error);
}

gboolean
zb_account_asks_pin (const ZbAccount *account)
{
  return zb_token_is_uri (account->signer);
}

ZbTrust *
zb_account_trust (const ZbAccount *account, GError **error)
{
  g_autoptr (ZbTrustBundle) bundle = NULL;

  if (account->bundle) {
    bundle = zb_trust_bundle_read (account->url, account->bundle, error);
    return bundle ? zb_trust_bundle_to_trust (bundle, error) : NULL;
  }
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  if (!zb_trust_add_pem (trust, account->url, account->roots, strlen (account->roots), error) ||
      !zb_trust_add_pem (trust, account->url, account->chain, strlen (account->chain), error))
    return NULL;
  return g_steal_pointer (&trust);
}
