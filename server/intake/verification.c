/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/verification.h"

#include "exchange/error.h"

#include "server/register/register.h"
#include "server/store/certificate.h"
#include "server/store/mandate.h"

#include <string.h>

#define ALL_ROLES (ZB_MANDATE_PREPARER | ZB_MANDATE_LEGAL_SIGNER | ZB_MANDATE_AGENT)

void
zb_verified_clear (ZbVerified *verified)
{
  g_clear_pointer (&verified->container, zb_container_free);
  g_clear_pointer (&verified->signer, zb_certificate_unref);
  g_clear_pointer (&verified->unit, zb_unit_free);
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

static gboolean
in_force (const ZbMandate *mandate, const char *day)
{
  return strcmp (mandate->from_day, day) <= 0 &&
         (!mandate->to_day || strcmp (day, mandate->to_day) <= 0);
}

/* Roles that @holder, as @person (NULL: whoever), has for @unit on @day in @tenant (NULL: any
 * system). */
static gboolean
roles_of (ZbStore *store,
          gint64 unit,
          const char *holder,
          const char *person,
          const char *tenant,
          const char *day,
          guint *ret_roles,
          GError **error)
{
  g_autoptr (GPtrArray) mandates = zb_store_list_mandates (store, unit, NULL, error);

  if (!mandates)
    return FALSE;
  *ret_roles = 0;
  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    gboolean for_tenant =
        !tenant || strcmp (mandate->tenant, "*") == 0 || strcmp (mandate->tenant, tenant) == 0;
    gboolean for_person = !mandate->person || !person || strcmp (mandate->person, person) == 0;

    if (for_tenant && for_person && strcmp (mandate->holder, holder) == 0 &&
        in_force (mandate, day))
      *ret_roles |= mandate->role;
  }
  return TRUE;
}

/* Whether @carrier is a code of @unit: the one of today, or one that it had or will have, which its
 * certificate still names. */
static gboolean
is_code_of (ZbStore *store,
            const ZbUnit *unit,
            const char *carrier,
            const char *day,
            gboolean *ret_is,
            GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbUnit) named = NULL;

  *ret_is = strcmp (unit->code, carrier) == 0;
  if (*ret_is)
    return TRUE;
  named = zb_store_read_unit (store, carrier, day, &failure);
  *ret_is = named && named->id == unit->id;
  if (!failure || g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
zb_carrier_may_deliver (ZbStore *store,
                        const ZbUnit *unit,
                        const char *carrier,
                        const char *tenant,
                        const char *day,
                        GError **error)
{
  guint roles = 0;
  gboolean itself;

  if (!is_code_of (store, unit, carrier, day, &itself, error))
    return FALSE;
  if (itself)
    return TRUE;
  if (!roles_of (store, unit->id, carrier, NULL, tenant, day, &roles, error))
    return FALSE;
  if (roles & ZB_MANDATE_AGENT)
    return TRUE;
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_CARRIER, "%s may not deliver for %s",
               carrier, unit->code);
  return FALSE;
}

ZbUnit *
zb_intake_read_sender (const ZbIntakeDesk *desk,
                       const char *sender,
                       const char *day,
                       GError **error)
{
  GError *failure = NULL;
  ZbUnit *unit = zb_store_read_unit (desk->store, sender, day, &failure);

  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_UNKNOWN_UNIT,
                 "the sender %s is not in the register", sender);
  }
  if (failure)
    g_propagate_error (error, failure);
  return unit;
}

gboolean
zb_arrival_open (const ZbIntakeDesk *desk,
                 const ZbArrival *arrival,
                 ZbVerified *ret_verified,
                 GError **error)
{
  g_autofree char *day = zb_register_day_at (arrival->received);
  ZbVerified verified = {0};

  verified.container = zb_container_open ("message", arrival->container, error);
  if (!verified.container)
    return FALSE;
  verified.unit =
      zb_intake_read_sender (desk, zb_container_envelope (verified.container)->sender, day, error);
  if (!verified.unit ||
      (!arrival->peer &&
       !zb_carrier_may_deliver (desk->store, verified.unit, arrival->carrier, NULL, day, error))) {
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

gboolean
zb_intake_fail_signature (GError *failure, GError **error)
{
  if (g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_CERTIFICATES_NEEDED,
                 "the signer's certificate is not known here: send it with the signature");
  }
  g_propagate_error (error, failure);
  return FALSE;
}

gboolean
zb_intake_check_mandate (const ZbIntakeDesk *desk,
                         const ZbUnit *unit,
                         ZbCertificate *signer,
                         const char *package_digest,
                         gint64 at,
                         GError **error)
{
  ZbPackage *package =
      package_digest
          ? zb_catalogue_find_digest (zb_rulebook_catalogue (desk->rulebook), package_digest)
          : NULL;
  g_autofree char *day = zb_register_day_at (at);
  const char *holder = zb_certificate_unit (signer);
  const char *person = zb_certificate_name (signer);
  guint roles = 0;

  if (holder && !roles_of (desk->store, unit->id, holder, person,
                           package ? zb_package_form (package)->system : NULL, day, &roles, error))
    return FALSE;
  if (roles & ALL_ROLES)
    return TRUE;
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_NO_MANDATE,
               "%s of %s holds no mandate for %s", person, holder ? holder : "no enterprise",
               unit->code);
  return FALSE;
}

static gboolean
check_envelope (const ZbVerified *verified, gint64 received, GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);

  if (envelope->created > received + ZB_INTAKE_MAX_SKEW || envelope->expires < received) {
    g_autofree char *created = zb_time_format (envelope->created);
    g_autofree char *expires = zb_time_format (envelope->expires);
    g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_OUT_OF_TIME,
                 "the message holds from %s to %s", created, expires);
    return FALSE;
  }
  if (strcmp (envelope->sender_certificate, zb_certificate_digest (verified->signer)) != 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 "the envelope names another certificate than the signature");
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
             GError **error)
{
  if (!voucher)
    return zb_intake_check_mandate (desk, verified->unit, verified->signer,
                                    zb_container_envelope (verified->container)->package,
                                    arrival->received, error);
  return !last || check_vouched (voucher, verified, error);
}

gboolean
zb_arrival_verify (const ZbIntakeDesk *desk,
                   const ZbArrival *arrival,
                   const ZbVoucher *voucher,
                   ZbVerified *verified,
                   GError **error)
{
  guint n = zb_container_n_signatures (verified->container);
  ZbTrust *trust = voucher ? voucher->trust : desk->trust;
  gint64 at = voucher ? voucher->since : arrival->received;

  if (n == 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 "the message is not signed");
    return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    ZbSignatureInfo info = {0};
    GError *failure = NULL;

    if (!zb_container_verify (verified->container, i, trust, at, zb_intake_find_certificate,
                              (gpointer)desk, &info, &failure))
      return zb_intake_fail_signature (failure, error);
    g_clear_pointer (&verified->signer, zb_certificate_unref);
    verified->signer = zb_certificate_ref (info.signer);
    verified->signing_time = info.signing_time;
    verified->embedded = info.embedded && (i == 0 || verified->embedded);
    zb_signature_info_clear (&info);
    if (!check_right (desk, arrival, voucher, verified, i + 1 == n, error))
      return FALSE;
  }
  return check_envelope (verified, at, error);
}
