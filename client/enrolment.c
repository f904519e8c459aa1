/* SPDX-License-Identifier: Apache-2.0 */
#include "client/enrolment.h"

#include "client/own-certificate.h"
#include "client/pending-enrolment.h"
#include "client/signing-file.h"
#include "client/signing-words.h"
#include "client/trust-keeper.h"
#include "client/workspace-private.h"
#include "exchange/error.h"
#include "exchange/http/client.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "formats/json.h"
#include "storage/transaction.h"

#include <string.h>

/* What was begun, with which key, and what came back for it. */
typedef struct {
  const char *passphrase;      /* of the key's file, or */
  const char *command;         /* the program's that holds it, */
  const char *const *words;    /* and its words */
  const ZbOwnCertificate *own; /* (nullable) what is there already */
  ZbPendingEnrolment *pending;
  gboolean refused; /* the server wants none of it */
  ZbCertificate *signing_certificate;
  GPtrArray *chain; /* ZbCertificate */
  ZbJson *answer;
  ZbSignedTrust *trust; /* which came with it */
} Enrolling;

static void
enrolling_clear (Enrolling *enrolling)
{
  g_clear_pointer (&enrolling->pending, zb_pending_enrolment_free);
  g_clear_pointer (&enrolling->signing_certificate, zb_certificate_unref);
  g_clear_pointer (&enrolling->chain, g_ptr_array_unref);
  g_clear_pointer (&enrolling->answer, zb_json_free);
  g_clear_pointer (&enrolling->trust, zb_signed_trust_free);
}

static GBytes *
make_body (const Enrolling *enrolling, const ZbInvitationText *invitation)
{
  const ZbPendingEnrolment *pending = enrolling->pending;
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "code", invitation->code);
  zb_json_writer_string (json, "name", invitation->person ? invitation->person : invitation->name);
  zb_json_writer_bytes (json, "signing_request", pending->signing_request);
  if (enrolling->own)
    zb_json_writer_bytes (json, "signing_certificate",
                          zb_certificate_der (enrolling->own->certificate));
  zb_json_writer_bytes (json, "tls_request", pending->tls_request);
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
take_answer (Enrolling *enrolling, const ZbHttpResponse *response, GError **error)
{
  gsize length = 0;
  const char *text = response->body ? g_bytes_get_data (response->body, &length) : NULL;

  if (response->status == 201) {
    enrolling->answer = zb_json_read ("enrolment", text, length, ZB_PROTOCOL_MAX_JSON, error);
    return enrolling->answer != NULL;
  }
  g_autoptr (ZbProblem) problem = response->body ? zb_problem_read (response->body) : NULL;
  enrolling->refused = problem && response->status >= 400 && response->status < 500;
  if (problem)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED, "%s%s%s (%s)", problem->title,
                 problem->detail ? ": " : "", problem->detail ? problem->detail : "",
                 problem->code);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server answered %u to the enrolment", response->status);
  return FALSE;
}

/* An answer that is lost is asked for once more at once, and otherwise when the user tries again:
 * the same request gives the same certificates. */
static gboolean
ask (Enrolling *enrolling, const ZbInvitationText *invitation, GError **error)
{
  const char *const headers[] = {"Content-Type", ZB_MIME_JSON, "Idempotency-Key",
                                 enrolling->pending->key, NULL};
  g_autoptr (GBytes) body = make_body (enrolling, invitation);
  g_autoptr (ZbHttpClient) http = zb_http_client_new (invitation->url, invitation->root, error);
  ZbHttpRequest request = {
      .method = "POST", .path = "/v1/enrolments", .headers = headers, .body = body};
  ZbHttpResponse response = {0};
  GError *failure = NULL;

  if (!http)
    return FALSE;
  gboolean sent = zb_http_client_send (http, &request, &response, &failure);
  if (g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK)) {
    g_clear_error (&failure);
    sent = zb_http_client_send (http, &request, &response, &failure);
  }
  if (!sent) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  gboolean taken = take_answer (enrolling, &response, error);
  zb_http_response_clear (&response);
  return taken;
}

static const char *
require (const ZbJson *json, const char *name, GError **error)
{
  const char *value = json ? zb_json_get_string (json, name) : NULL;

  if (!value)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "the enrolment's answer lacks %s",
                 name);
  return value;
}

/* Each certificate of a PEM file. */
static GPtrArray *
read_chain (const char *pem, GError **error)
{
  static const char end[] = "-----END CERTIFICATE-----";
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  const char *stop;

  for (; (stop = strstr (pem, end)); pem = stop + strlen (end)) {
    ZbCertificate *certificate =
        zb_certificate_read (pem, (gsize)(stop - pem) + strlen (end), error);

    if (!certificate)
      return NULL;
    g_ptr_array_add (chain, certificate);
  }
  return g_steal_pointer (&chain);
}

/* Also the keys of the past, whose receipts are to be verified: the bundle names the first, which
 * vouches for the others. */
static char *
find_verifier (const ZbTrustBundle *bundle, const ZbJson *trust, gint64 now, GError **error)
{
  const char *keys = zb_json_get_string (trust, "log_keys");
  const char *verifier = zb_trust_bundle_find_log (bundle, now);
  g_autoptr (ZbSuccession) succession = keys ? zb_succession_read (keys, NULL) : NULL;

  if (!verifier) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_TRUST,
                 "the trust bundle of the enrolment's answer names no key of the log for now");
    return NULL;
  }
  return g_strdup (succession && zb_trust_bundle_names_log (bundle, succession) ? keys : verifier);
}

static ZbAccount *
make_account (Enrolling *enrolling, const ZbInvitationText *invitation, gint64 now, GError **error)
{
  g_autoptr (ZbAccount) account = g_new0 (ZbAccount, 1);
  const ZbTrustBundle *bundle = enrolling->trust->bundle;
  /* "…-signing.pem" of the beginning becomes "…-signing.p12", or the certificate's own file. */
  gsize stem = strlen (enrolling->pending->signing_file) - strlen ("pem");

  account->staff = invitation->unit == NULL;
  account->unit = g_strdup (invitation->unit);
  account->name = g_strdup (invitation->name);
  account->url = g_strdup (invitation->url);
  account->node = g_strdup (bundle->node);
  account->roots = zb_trust_bundle_to_pem (bundle, ZB_TRUSTED_ROOT);
  account->verifier = find_verifier (bundle, zb_json_get (enrolling->answer, "trust"), now, error);
  account->tls_certificate =
      account->verifier ? g_strdup (require (enrolling->answer, "tls_certificate", error)) : NULL;
  account->chain =
      account->tls_certificate ? g_strdup (require (enrolling->answer, "chain", error)) : NULL;
  if (!account->chain)
    return NULL;
  account->signing_file = g_strdup_printf ("%.*s%s", (int)stem, enrolling->pending->signing_file,
                                           enrolling->words ? "crt" : "p12");
  account->signer = g_strdup (enrolling->command);
  account->tls_key_file = g_strdup (enrolling->pending->tls_file);
  return g_steal_pointer (&account);
}

/* Whom to believe is what the invitation's root has signed: else another server answered, or an old
 * answer was dug out. */
static gboolean
take_trust (Enrolling *enrolling, const ZbInvitationText *invitation, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) roots =
      zb_certificate_read_all (invitation->root, strlen (invitation->root), error);
  const ZbJson *document = zb_json_get (enrolling->answer, "trust");
  GError *cause = NULL;

  if (!roots)
    return FALSE;
  enrolling->trust = zb_signed_trust_read ("the enrolment's answer", document, &cause);
  if (enrolling->trust && zb_signed_trust_verify (enrolling->trust, roots, &cause) &&
      zb_signed_trust_check_time (enrolling->trust, now, &cause))
    return TRUE;
  return zb_trust_keeper_refuse (cause, error);
}

/* Whose certificates came along with the signing one, or with the answer. */
static GPtrArray *
read_issuers (const Enrolling *enrolling, const ZbAccount *account, GError **error)
{
  return enrolling->own ? g_ptr_array_ref (enrolling->own->chain)
                        : read_chain (account->chain, error);
}

/* What was sent comes back; nothing else is to take its place. */
static gboolean
check_own (const Enrolling *enrolling, GError **error)
{
  if (!enrolling->own || strcmp (zb_certificate_digest (enrolling->own->certificate),
                                 zb_certificate_digest (enrolling->signing_certificate)) == 0)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
               "the enrolment's answer holds another signing_certificate than was sent");
  return FALSE;
}

static gboolean
keep (ZbWorkspace *workspace, Enrolling *enrolling, ZbAccount *account, GError **error)
{
  const char *signing = require (enrolling->answer, "signing_certificate", error);
  g_autoptr (ZbTransaction) transaction = NULL;

  if (!signing)
    return FALSE;
  enrolling->signing_certificate = zb_certificate_read (signing, strlen (signing), error);
  if (!enrolling->signing_certificate || !check_own (enrolling, error))
    return FALSE;
  g_autoptr (GPtrArray) authorities = read_issuers (enrolling, account, error);
  if (authorities)
    enrolling->chain = zb_certificate_pick_issuers (enrolling->signing_certificate, authorities);
  const ZbSigningFile file = {account->signing_file, enrolling->signing_certificate,
                              enrolling->chain};
  if (!enrolling->chain ||
      !(enrolling->words ? zb_signing_file_write_certificate (&file, enrolling->words, error)
                         : zb_signing_file_write_key (&file, enrolling->pending->signing,
                                                      enrolling->passphrase, error)))
    return FALSE;
  transaction = zb_transaction_begin (workspace->database, error);
  return transaction && zb_account_add_anew (workspace, account, error) &&
         zb_trust_keeper_begin (workspace, account, enrolling->trust, error) &&
         zb_pending_enrolment_finish (workspace, enrolling->pending, error) &&
         zb_transaction_commit (transaction, error);
}

/* What was begun with the invitation before, or a beginning; NULL with an error. */
static ZbPendingEnrolment *
find_or_begin (ZbWorkspace *workspace,
               const ZbInvitationText *invitation,
               const Enrolling *enrolling,
               GError **error)
{
  GError *failure = NULL;
  ZbPendingEnrolment *pending = zb_pending_enrolment_find (
      workspace, invitation, enrolling->passphrase, enrolling->words, &failure);

  if (pending)
    return pending;
  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (invitation->expires < zb_workspace_now (workspace)) {
    g_autofree char *expired = zb_time_format (invitation->expires);
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION,
                 "the invitation expired at %s: ask the bureau for a new one", expired);
    return NULL;
  }
  return zb_pending_enrolment_begin (workspace, invitation, enrolling->passphrase, enrolling->words,
                                     enrolling->own ? enrolling->own->key : NULL, error);
}

static ZbAccount *
enrol (ZbWorkspace *workspace,
       const ZbInvitationText *invitation,
       Enrolling *enrolling,
       GError **error)
{
  g_autoptr (ZbAccount) account = NULL;
  gint64 now = zb_workspace_now (workspace);

  enrolling->pending = find_or_begin (workspace, invitation, enrolling, error);
  if (enrolling->pending && ask (enrolling, invitation, error) &&
      take_trust (enrolling, invitation, now, error))
    account = make_account (enrolling, invitation, now, error);
  if (account && !keep (workspace, enrolling, account, error))
    g_clear_pointer (&account, zb_account_free);
  if (enrolling->refused)
    zb_pending_enrolment_drop (workspace, enrolling->pending, NULL);
  enrolling_clear (enrolling);
  return g_steal_pointer (&account);
}

ZbAccount *
zb_enrol (ZbWorkspace *workspace,
          const ZbInvitationText *invitation,
          const char *passphrase,
          GError **error)
{
  Enrolling enrolling = {.passphrase = passphrase};

  if (strlen (passphrase) < ZB_PASSPHRASE_MIN) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION,
                 "the passphrase needs at least %d characters", ZB_PASSPHRASE_MIN);
    return NULL;
  }
  return enrol (workspace, invitation, &enrolling, error);
}

ZbAccount *
zb_enrol_with_file (ZbWorkspace *workspace,
                    const ZbInvitationText *invitation,
                    const char *path,
                    const char *passphrase,
                    GError **error)
{
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};
  Enrolling enrolling = {.passphrase = passphrase, .own = &own};

  return zb_own_certificate_open (path, passphrase, &own, error)
             ? enrol (workspace, invitation, &enrolling, error)
             : NULL;
}

ZbAccount *
zb_enrol_with_program (ZbWorkspace *workspace,
                       const ZbInvitationText *invitation,
                       const char *command,
                       const char *certificate,
                       GError **error)
{
  g_auto (GStrv) words = zb_signing_words (command, error);
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};
  Enrolling enrolling = {
      .command = command, .words = (const char *const *)words, .own = certificate ? &own : NULL};

  return words && (!certificate || zb_own_certificate_read (certificate, &own, error))
             ? enrol (workspace, invitation, &enrolling, error)
             : NULL;
}

ZbAccount *
zb_enrol_on_token (ZbWorkspace *workspace,
                   const ZbInvitationText *invitation,
                   const ZbTokenLogin *login,
                   GError **error)
{
  g_autofree char *purpose = g_strjoin ("\n", invitation->url, invitation->code, NULL);
  g_autofree char *uri = zb_token_make_key (login, purpose, error);
  const char *words[] = {uri, NULL};
  Enrolling enrolling = {.passphrase = login->pin, .command = uri, .words = words};

  return uri ? enrol (workspace, invitation, &enrolling, error) : NULL;
}

ZbAccount *
zb_enrol_with_token (ZbWorkspace *workspace,
                     const ZbInvitationText *invitation,
                     const ZbTokenLogin *login,
                     const char *which,
                     GError **error)
{
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};
  g_autofree char *uri = NULL;

  if (!zb_own_certificate_pick (login, which, zb_workspace_now (workspace), &uri, &own, error))
    return NULL;
  const char *words[] = {uri, NULL};
  Enrolling enrolling = {.passphrase = login->pin, .command = uri, .words = words, .own = &own};
  return enrol (workspace, invitation, &enrolling, error);
}
