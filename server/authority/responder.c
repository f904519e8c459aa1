/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/responder.h"

#include "exchange/ocsp.h"
#include "server/authority/authority-private.h"
#include "server/reading/error.h"

#define MINUTE (60 * G_TIME_SPAN_SECOND)

void
zb_ocsp_reply_clear (ZbOcspReply *reply)
{
  g_clear_pointer (&reply->der, g_bytes_unref);
}

/* The branch that all of @request is about; ZB_N_BRANCHES if there is none. */
static ZbBranchKind
find_branch (const ZbAuthority *authority, const ZbOcspRequest *request)
{
  guint n = zb_ocsp_request_length (request);

  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    const ZbCertificate *branch = authority->branches[i].certificate;
    guint about = 0;

    while (branch && about < n && zb_ocsp_request_is_about (request, about, branch))
      about++;
    if (about == n)
      return (ZbBranchKind)i;
  }
  return ZB_N_BRANCHES;
}

static gboolean
find_status (const ZbAuthority *authority,
             const char *issuer,
             const char *serial,
             ZbOcspStatus *ret_status,
             GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbStoredCertificate) certificate =
      zb_store_read_certificate_by_serial (authority->options.store, issuer, serial, &failure);

  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    *ret_status = (ZbOcspStatus){.state = ZB_OCSP_UNKNOWN};
    return TRUE;
  }
  if (!certificate) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  *ret_status = (ZbOcspStatus){
      .state = certificate->revoked ? ZB_OCSP_REVOKED : ZB_OCSP_GOOD,
      .revoked_at = certificate->revoked,
      .reason = certificate->reason,
  };
  return TRUE;
}

/* The responder's certificate of now. (transfer full) */
static ZbCertificate *
take_responder (ZbAuthority *authority, ZbBranchKind branch)
{
  ZbCertificate *responder = NULL;

  g_mutex_lock (&authority->responder_lock);
  if (authority->branches[branch].responder)
    responder = zb_certificate_ref (authority->branches[branch].responder);
  g_mutex_unlock (&authority->responder_lock);
  return responder;
}

/* What the responder says from @now to @next_update. */
static GBytes *
answer (ZbAuthority *authority,
        GBytes *question,
        const ZbOcspRequest *request,
        ZbBranchKind branch,
        const ZbCertificate *responder,
        gint64 now,
        gint64 next_update)
{
  const char *issuer = zb_branch_digest (&authority->branches[branch]);
  ZbKeyholder *holder = zb_keychain_get (authority->options.keychain, ZB_VAULT_RESPONDER, NULL);
  g_auto (GVariantBuilder) statuses = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(uxi)"));
  ZbOcspStatus status = {0};

  for (guint i = 0; i < zb_ocsp_request_length (request); i++) {
    if (!find_status (authority, issuer, zb_ocsp_request_serial (request, i), &status, NULL))
      return NULL;
    g_variant_builder_add (&statuses, "(uxi)", status.state, status.revoked_at, status.reason);
  }
  g_autoptr (GVariant) given =
      holder
          ? zb_keyholder_ask (holder, ZB_ASK_STATUS,
                              g_variant_new ("(@ay@aya(uxi)xx)", zb_message_from_bytes (question),
                                             zb_message_from_bytes (zb_certificate_der (responder)),
                                             &statuses, now, next_update),
                              NULL)
          : NULL;
  return given ? zb_message_child_bytes (given, 0) : NULL;
}

static ZbOcspReply
refuse (ZbOcspRefusal refusal, gint64 now)
{
  return (ZbOcspReply){.der = zb_ocsp_refuse (refusal), .updated = now};
}

/* NULL with the reason why there is none to answer. */
static ZbOcspRequest *
read_request (const ZbAuthority *authority, GBytes *bytes, ZbOcspRefusal *ret_refusal)
{
  g_autoptr (GError) error = NULL;
  gboolean passed =
      zb_trust_vet_bytes (authority->options.trust, ZB_FOREIGN_OCSP_REQUEST, bytes, &error);

  *ret_refusal = zb_reading_error_passes (error) ? ZB_OCSP_TRY_LATER : ZB_OCSP_MALFORMED_REQUEST;
  return passed ? zb_ocsp_request_read (bytes, NULL) : NULL;
}

void
zb_authority_answer (ZbAuthority *authority, GBytes *bytes, gint64 now, ZbOcspReply *ret_reply)
{
  ZbOcspRefusal refusal;
  g_autoptr (ZbOcspRequest) request = read_request (authority, bytes, &refusal);
  ZbBranchKind branch = request ? find_branch (authority, request) : ZB_N_BRANCHES;
  g_autoptr (ZbCertificate) certificate =
      branch < ZB_N_BRANCHES ? take_responder (authority, branch) : NULL;

  if (!certificate) {
    *ret_reply = refuse (request ? ZB_OCSP_UNAUTHORIZED : refusal, now);
    return;
  }
  gint64 next_update =
      MIN (now + authority->options.ocsp_minutes * MINUTE, zb_certificate_not_after (certificate));
  g_autoptr (GBytes) der =
      answer (authority, bytes, request, branch, certificate, now, next_update);
  if (!der) {
    *ret_reply = refuse (ZB_OCSP_TRY_LATER, now);
    return;
  }
  /* With a nonce it is an answer to one, and only to now. */
  gboolean keeps = !zb_ocsp_request_has_nonce (request);
  *ret_reply = (ZbOcspReply){
      .der = g_steal_pointer (&der), .updated = now, .expires = keeps ? next_update : 0};
}
