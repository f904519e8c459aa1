/* SPDX-License-Identifier: Apache-2.0 */
#include "client/renewal.h"

#include "client/signing-file.h"
#include "client/signing-words.h"
#include "client/workspace-private.h"
#include "exchange/protocol.h"
#include "exchange/signature.h"
#include "exchange/signer-program.h"
#include "exchange/token.h"
#include "formats/json-writer.h"
#include "storage/statement.h"

#include <string.h>

/* What goes and what comes back. */
typedef struct {
  GBytes *tls_request, *signing_request, *signature;
  ZbKey *signing_key; /* NULL where a signing program has it */
} Renewing;

static void
renewing_clear (Renewing *renewing)
{
  g_clear_pointer (&renewing->tls_request, g_bytes_unref);
  g_clear_pointer (&renewing->signing_request, g_bytes_unref);
  g_clear_pointer (&renewing->signature, g_bytes_unref);
  g_clear_pointer (&renewing->signing_key, zb_key_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Renewing, renewing_clear)

static ZbCertificate *
read_tls (const ZbAccount *account, GError **error)
{
  return zb_certificate_read (account->tls_certificate, strlen (account->tls_certificate), error);
}

gint64
zb_renewal_tls_end (const ZbAccount *account)
{
  g_autoptr (ZbCertificate) certificate = read_tls (account, NULL);

  return certificate ? zb_certificate_not_after (certificate) : 0;
}

static ZbCertificate *
read_signing (const ZbAccount *account, GError **error)
{
  g_autofree char *pem = NULL;
  gsize length = 0;

  if (!account->signer)
    return zb_key_file_certificate (account->signing_file, error);
  g_autoptr (GPtrArray) all = g_file_get_contents (account->signing_file, &pem, &length, error)
                                  ? zb_certificate_read_all (pem, length, error)
                                  : NULL;
  return all ? g_ptr_array_steal_index (all, 0) : NULL;
}

gint64
zb_renewal_end (const ZbAccount *account, gint64 now)
{
  g_autoptr (ZbCertificate) signing = read_signing (account, NULL);
  gint64 end = signing ? zb_certificate_not_after (signing) : 0;
  gint64 tls = zb_renewal_tls_end (account);

  return tls && tls < now && (end == 0 || tls < end) ? tls : end;
}

static gboolean
ask_for_tls (const ZbAccount *account, Renewing *renewing, GError **error)
{
  g_autoptr (ZbKey) key = zb_key_read_pem (account->tls_key_file, NULL, error);
  g_autoptr (ZbCertificate) old = key ? read_tls (account, error) : NULL;

  if (!old)
    return FALSE;
  renewing->tls_request =
      zb_key_request (key, zb_certificate_name (old), zb_certificate_unit (old), error);
  return renewing->tls_request != NULL;
}

/* A request for the key of before, by the program or token that has it or from its file. */
static GBytes *
request_again (const ZbAccount *account, const char *passphrase, Renewing *renewing, GError **error)
{
  g_autoptr (ZbCertificate) known = NULL;
  g_autoptr (GPtrArray) chain = NULL;

  if (!account->signer)
    return zb_key_read_file (account->signing_file, passphrase, &renewing->signing_key, &known,
                             &chain, error)
               ? zb_key_request (renewing->signing_key, zb_certificate_name (known),
                                 zb_certificate_unit (known), error)
               : NULL;
  g_auto (GStrv) words = zb_signing_words (account->signer, error);
  known = words ? read_signing (account, error) : NULL;
  if (!known)
    return NULL;
  const char *name = zb_certificate_name (known), *unit = zb_certificate_unit (known);
  return zb_token_is_uri (words[0])
             ? zb_token_request (words[0], passphrase, name, unit, error)
             : zb_signer_program_request ((const char *const *)words, name, unit, error);
}

/* The request is signed by the key of before, so that nobody else can ask. One after the other:
 * whoever leaves a token logs out all of the program's other uses of it. */
static gboolean
ask_for_signing (const ZbAccount *account,
                 const char *passphrase,
                 gint64 now,
                 Renewing *renewing,
                 GError **error)
{
  gsize length = 0;

  renewing->signing_request = request_again (account, passphrase, renewing, error);
  if (!renewing->signing_request)
    return FALSE;
  g_autoptr (ZbSigner) signer = zb_account_open_signer (account, passphrase, error);
  if (!signer)
    return FALSE;
  const void *bytes = g_bytes_get_data (renewing->signing_request, &length);
  renewing->signature = zb_signature_make (signer, bytes, length, now, TRUE, error);
  return renewing->signature != NULL;
}

static GBytes *
write_request (const Renewing *renewing)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  if (renewing->tls_request)
    zb_json_writer_bytes (json, "tls_request", renewing->tls_request);
  if (renewing->signing_request) {
    zb_json_writer_bytes (json, "signing_request", renewing->signing_request);
    zb_json_writer_bytes (json, "signature", renewing->signature);
  }
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

/* The key file, or the certificate's, with the new certificate. */
static gboolean
keep_signing (const ZbAccount *account,
              const Renewing *renewing,
              const ZbJson *answer,
              const char *chain_pem,
              const char *passphrase,
              GError **error)
{
  const char *pem = zb_json_get_string (answer, "signing_certificate");
  g_autoptr (GPtrArray) authorities = NULL;
  g_autoptr (ZbCertificate) fresh = NULL;

  if (!pem) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the renewal's answer lacks signing_certificate");
    return FALSE;
  }
  fresh = zb_certificate_read (pem, strlen (pem), error);
  authorities = fresh ? zb_certificate_read_all (chain_pem, strlen (chain_pem), error) : NULL;
  if (!authorities)
    return FALSE;
  g_autoptr (GPtrArray) chain = zb_certificate_pick_issuers (fresh, authorities);
  const ZbSigningFile file = {account->signing_file, fresh, chain};
  if (!account->signer)
    return zb_signing_file_write_key (&file, renewing->signing_key, passphrase, error);
  g_auto (GStrv) words = zb_signing_words (account->signer, error);
  return words && zb_signing_file_write_certificate (&file, (const char *const *)words, error);
}

static gboolean
keep_tls (ZbWorkspace *workspace,
          ZbAccount *account,
          const ZbJson *answer,
          const char *chain,
          GError **error)
{
  const char *pem = zb_json_get_string (answer, "tls_certificate");
  g_autoptr (ZbKey) key = zb_key_read_pem (account->tls_key_file, NULL, error);
  g_autoptr (ZbCertificate) fresh =
      key && pem ? zb_certificate_read (pem, strlen (pem), error) : NULL;

  if (!key)
    return FALSE;
  if (!fresh || !zb_key_fits (key, fresh)) {
    g_clear_error (error);
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the renewal's answer holds no tls_certificate for the key of %s", account->name);
    return FALSE;
  }
  if (!zb_database_run (workspace->database,
                        "update account set tls_certificate = ?, chain = ? where id = ?", error,
                        zb_value_text (pem), zb_value_text (chain), zb_value_int (account->id)))
    return FALSE;
  g_free (account->tls_certificate);
  g_free (account->chain);
  account->tls_certificate = g_strdup (pem);
  account->chain = g_strdup (chain);
  return TRUE;
}

gboolean
zb_renewal_is_elsewhere (const ZbAccount *account)
{
  g_autoptr (ZbCertificate) signing = read_signing (account, NULL);
  g_autoptr (GPtrArray) authorities =
      zb_certificate_read_all (account->chain, strlen (account->chain), NULL);

  if (!signing || !authorities)
    return FALSE;
  g_autoptr (GPtrArray) issuers = zb_certificate_pick_issuers (signing, authorities);
  return issuers->len == 0;
}

gboolean
zb_renewal_check_issuer (const ZbAccount *account, GError **error)
{
  if (!zb_renewal_is_elsewhere (account))
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
               "the signing certificate of %s is another authority's: have it renewed there, then "
               "enrol with the new one and a new invitation",
               account->name);
  return FALSE;
}

gboolean
zb_renew (ZbWorkspace *workspace, ZbAccount *account, const char *passphrase, GError **error)
{
  g_auto (Renewing) renewing = {0};
  g_autoptr (ZbSession) session = NULL;
  g_autoptr (ZbJson) answer = NULL;
  gint64 now = zb_workspace_now (workspace);
  gboolean tls = !passphrase || zb_renewal_tls_end (account) - now <= ZB_RENEWED_AT_MOST_AHEAD;

  if (passphrase && !zb_renewal_check_issuer (account, error))
    return FALSE;
  if ((tls && !ask_for_tls (account, &renewing, error)) ||
      (passphrase && !ask_for_signing (account, passphrase, now, &renewing, error)))
    return FALSE;
  session = zb_session_new (account, error);
  if (!session)
    return FALSE;
  g_autoptr (GBytes) body = write_request (&renewing);
  answer = zb_session_post (session, "/v1/renewals", ZB_MIME_JSON, body, NULL, error);
  const char *chain = answer ? zb_json_get_string (answer, "chain") : NULL;
  if (!answer)
    return FALSE;
  if (!chain) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the renewal's answer lacks chain");
    return FALSE;
  }
  return (!passphrase || keep_signing (account, &renewing, answer, chain, passphrase, error)) &&
         (!tls || keep_tls (workspace, account, answer, chain, error));
}

ZbSession *
zb_renewal_open_session (ZbWorkspace *workspace, ZbAccount *account, GError **error)
{
  if (zb_renewal_tls_end (account) - zb_workspace_now (workspace) <= ZB_RENEWED_AHEAD)
    zb_renew (workspace, account, NULL, NULL);
  return zb_session_new (account, error);
}
