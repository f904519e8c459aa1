/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/verification.h"

#include "exchange/error.h"
#include "server/register/register.h"
#include "server/store/certificate.h"

#include <string.h>

void
zb_verified_clear (ZbVerified *verified)
{
  g_clear_pointer (&verified->container, zb_container_free);
  g_clear_pointer (&verified->signer, zb_certificate_unref);
  g_clear_pointer (&verified->signatories, g_array_unref);
  g_clear_pointer (&verified->sender, zb_sender_unref);
}

const ZbArrival *
zb_arrival_by (ZbArrival *arrival, const ZbTransfer *transfer, const char *peer)
{
  if (transfer) {
    arrival->container = transfer->container;
    arrival->hops = transfer->hops;
    arrival->peer = peer;
  }
  return arrival;
}

ZbSender *
zb_intake_read_sender (const ZbIntakeDesk *desk,
                       const char *sender,
                       const char *day,
                       GError **error)
{
  GError *failure = NULL;
  ZbSender *read = zb_store_read_sender (desk->store, sender, day, &failure);

  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_UNKNOWN_UNIT,
                 "the sender %s is not in the register", sender);
  }
  if (failure)
    g_propagate_error (error, failure);
  return read;
}

gboolean
zb_arrival_open (const ZbIntakeDesk *desk,
                 const ZbArrival *arrival,
                 ZbVerified *ret_verified,
                 GError **error)
{
  const ZbUnread unread = {"message", arrival->container, arrival->slowly, arrival->carrier};
  g_autofree char *day = zb_register_day_at (arrival->received);
  ZbVerified verified = {.container = zb_readers_open (desk->readers, &unread, error)};

  if (!verified.container)
    return FALSE;
  const ZbEnvelope *envelope = zb_container_envelope (verified.container);
  ZbMandateScope scope = zb_intake_scope_of (desk, envelope, day);
  verified.sender = zb_intake_read_sender (desk, envelope->sender, day, error);
  if (!verified.sender ||
      (!arrival->peer && !zb_carrier_may_deliver (desk->store, verified.sender->unit,
                                                  arrival->carrier, &scope, error))) {
    zb_verified_clear (&verified);
    return FALSE;
  }
  *ret_verified = verified;
  return TRUE;
}

ZbCertificate *
zb_intake_find_certificate (const char *digest, gpointer data)
{
  const ZbIntakeDesk *desk = data;
  ZbCertificate *known = zb_trust_recall_certificate (desk->trust, digest);
  g_autoptr (ZbStoredCertificate) stored = NULL;
  gsize length = 0;

  if (known)
    return known;
  stored = zb_store_read_certificate (desk->store, digest, NULL);
  if (!stored)
    return NULL;
  const void *der = g_bytes_get_data (stored->der, &length);
  return zb_certificate_read (der, length, NULL);
}

/* What became of a signer's certificate stays whatever is done: a new one for the connection would
 * not mend it, nor would waiting. */
static const struct {
  ZbExchangeError cause;
  ZbIntakeError code;
} in_vain[] = {
    {ZB_EXCHANGE_ERROR_REVOKED, ZB_INTAKE_ERROR_SIGNER_REVOKED},
    {ZB_EXCHANGE_ERROR_EXPIRED, ZB_INTAKE_ERROR_SIGNER_EXPIRED},
};

gboolean
zb_intake_fail_signature (GError *failure, GError **error)
{
  if (g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_CERTIFICATES_NEEDED,
                 "the signer's certificate is not known here: send it with the signature");
  }
  for (guint i = 0; i < G_N_ELEMENTS (in_vain); i++)
    if (g_error_matches (failure, ZB_EXCHANGE_ERROR, (int)in_vain[i].cause)) {
      failure->domain = ZB_INTAKE_ERROR;
      failure->code = (int)in_vain[i].code;
      break;
    }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
check_envelope (const ZbVerified *verified, gint64 received, GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);

  if (envelope->created > received + ZB_INTAKE_MAX_SKEW || envelope->expires < received) {
    g_autofree char *created = zb_time_format (envelope->created);
    g_autofree char *expires = zb_time_format (envelope->expires);
    g_autofree char *now = zb_time_format (received);
    g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_OUT_OF_TIME,
                 "the message holds from %s to %s, and here it is %s", created, expires, now);
    return FALSE;
  }
  return TRUE;
}

/* The signer is the one whose mandate the first node has looked at. */
static gboolean
check_vouched (const ZbVoucher *voucher, const ZbVerified *verified, GError **error)
{
  if (strcmp (voucher->signer, zb_certificate_digest (verified->signer)) == 0)
    return TRUE;
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_NO_MANDATE,
               "the first node's receipt names another signer than %s",
               zb_certificate_name (verified->signer));
  return FALSE;
}

/* Of several signers the receipt names the last. */
static gboolean
check_right (const ZbIntakeDesk *desk,
             const ZbArrival *arrival,
             const ZbVoucher *voucher,
             const ZbVerified *verified,
             gboolean last,
             guint *ret_mandates,
             GError **error)
{
  /* Who had the right when the digest was committed to, may let the bytes follow. */
  gint64 at = verified->committed ? verified->committed : arrival->received;
  g_autofree char *day = zb_register_day_at (at);
  ZbMandateScope scope =
      zb_intake_scope_of (desk, zb_container_envelope (verified->container), day);

  if (!voucher)
    return zb_signer_may_sign (desk, verified->sender, verified->signer, &scope, ret_mandates,
                               error);
  return !last || check_vouched (voucher, verified, error);
}

gboolean
zb_arrival_verify_each (const ZbIntakeDesk *desk,
                        const ZbArrival *arrival,
                        const ZbVoucher *voucher,
                        ZbVerified *verified,
                        GError **error)
{
  guint n = zb_container_n_signatures (verified->container);
  ZbTrust *trust = voucher ? voucher->trust : desk->trust;
  gint64 at = voucher ? voucher->since : arrival->received;
  const char *package = zb_container_envelope (verified->container)->package;

  verified->signatories = zb_signatories_new ();
  if (n == 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 "the message is not signed");
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    ZbSignatureInfo info = {0};
    GError *failure = NULL;
    guint mandates = 0;

    if (!zb_container_verify (verified->container, i, trust, at, zb_intake_find_certificate,
                              (gpointer)desk, &info, &failure))
      return zb_intake_fail_signature (failure, error);
    g_clear_pointer (&verified->signer, zb_certificate_unref);
    verified->signer = zb_certificate_ref (info.signer);
    verified->signing_time = info.signing_time;
    verified->embedded = info.embedded && (i == 0 || verified->embedded);
    zb_signature_info_clear (&info);
    if (!check_right (desk, arrival, voucher, verified, i + 1 == n, &mandates, error) ||
        !zb_signatories_add (verified->signatories, desk, voucher ? NULL : verified->sender->unit,
                             verified->signer, info.roles, package, mandates, error))
      return FALSE;
  }
  return check_envelope (verified, at, error);
}

gboolean
zb_arrival_verify (const ZbIntakeDesk *desk,
                   const ZbArrival *arrival,
                   const ZbVoucher *voucher,
                   ZbVerified *verified,
                   GError **error)
{
  const char *package = zb_container_envelope (verified->container)->package;

  return zb_arrival_verify_each (desk, arrival, voucher, verified, error) &&
         (voucher || zb_signatories_check (verified->signatories, desk, package, error));
}
