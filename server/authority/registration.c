/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/registration.h"

#include "exchange/error.h"
#include "exchange/evidence.h"
#include "server/authority/authority-private.h"
#include "server/register/register.h"
#include "server/store/unit.h"

#include <string.h>

gboolean
zb_authority_read_registrant (ZbAuthority *authority,
                              ZbCertificate *certificate,
                              gint64 now,
                              ZbRegistrant *ret_registrant,
                              GError **error)
{
  guint uses = zb_certificate_uses (certificate) & (ZB_USE_SIGNING | ZB_USE_TLS_CLIENT);
  ZbRegistrant registrant = {certificate, NULL, uses};
  gboolean others = FALSE;

  if (uses != ZB_USE_SIGNING && uses != ZB_USE_TLS_CLIENT) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
                 "the certificate of \"%s\" is neither for signing only nor for connections only",
                 zb_certificate_name (certificate));
    return FALSE;
  }
  if (!zb_trust_check (authority->options.trust, certificate, NULL, uses | ZB_USE_BY_OTHERS, now,
                       error))
    return FALSE;
  if (!zb_trust_find_unit (authority->options.trust, certificate, &others, &registrant.unit) ||
      !others || !registrant.unit) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
                 "the certificate of \"%s\" is this node's own", zb_certificate_name (certificate));
    return FALSE;
  }
  *ret_registrant = registrant;
  return TRUE;
}

/* Whether the register knows mandates of the person, also ended ones: who ended them meant it. */
static gboolean
knows_any (ZbStore *store,
           const ZbUnit *unit,
           const ZbRegistrant *registrant,
           gboolean *ret_knows,
           GError **error)
{
  g_autoptr (GPtrArray) mandates = zb_store_list_mandates (store, unit->id, NULL, error);
  const char *person = zb_certificate_name (registrant->certificate);

  if (!mandates)
    return FALSE;
  *ret_knows = FALSE;
  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    if (strcmp (mandate->holder, registrant->unit) == 0 && g_strcmp0 (mandate->person, person) == 0)
      *ret_knows = TRUE;
  }
  return TRUE;
}

/* The mandates that go with it; none where there were some, or it only connects. */
static gboolean
fill_mandates (ZbAuthority *authority,
               const ZbRegistrant *registrant,
               const char *day,
               ZbMandate mandates[2],
               guint *ret_n,
               GError **error)
{
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (authority->options.store, registrant->unit, day, error);
  gboolean knows = FALSE;

  *ret_n = 0;
  if (!unit || !knows_any (authority->options.store, unit, registrant, &knows, error))
    return FALSE;
  return knows || registrant->use != ZB_USE_SIGNING ||
         zb_authority_fill_mandates (authority, registrant->unit,
                                     zb_certificate_name (registrant->certificate), day, mandates,
                                     ret_n, error);
}

ZbStoredCertificate
zb_registration_describe (ZbAuthority *authority, ZbCertificate *certificate, const char *unit)
{
  ZbStoredCertificate stored = zb_authority_describe (authority, certificate);

  stored.issuer = (char *)"";
  stored.unit = (char *)unit;
  return stored;
}

char *
zb_registration_record (const ZbCertificate *certificate, const char *unit, gint64 now)
{
  return zb_evidence_leaf ("issue", now, unit, zb_certificate_serial (certificate),
                           zb_certificate_digest (certificate), "-", "-", "registered");
}

gboolean
zb_authority_register (ZbAuthority *authority,
                       const ZbRegistrant *registrant,
                       const ZbSecond *second,
                       const char *who,
                       gint64 now,
                       GError **error)
{
  ZbCertificate *certificate = registrant->certificate;
  g_autofree char *day = zb_register_day_at (now);
  g_autofree char *record = zb_registration_record (certificate, registrant->unit, now);
  const char *const records[] = {record, NULL};
  ZbStoredCertificate stored = zb_registration_describe (authority, certificate, registrant->unit);
  ZbMandate mandates[2];
  ZbAct acts[3] = {
      {.kind = ZB_ACT_CERTIFICATE, .what = &stored, .time = now, .who = who, .records = records}};
  gboolean repeated = FALSE;
  guint n = 0;

  if (!fill_mandates (authority, registrant, day, mandates, &n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    acts[i + 1] = (ZbAct){.kind = ZB_ACT_MANDATE, .what = &mandates[i], .time = now, .who = who};
  return zb_authority_commit (authority, acts, n + 1, second, &repeated, error);
}

gboolean
zb_registration_check (ZbStore *store, const ZbCertificate *certificate, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbStoredCertificate) stored =
      zb_store_read_certificate (store, zb_certificate_digest (certificate), &failure);

  if (stored && stored->revoked == 0)
    return TRUE;
  if (!stored && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  g_set_error (error, ZB_EXCHANGE_ERROR,
               stored ? ZB_EXCHANGE_ERROR_REVOKED : ZB_EXCHANGE_ERROR_UNTRUSTED,
               stored ? "the certificate of \"%s\" (serial %s) was revoked here"
                      : "the certificate of \"%s\" (serial %s) is another authority's and is not "
                        "registered here",
               zb_certificate_name (certificate), zb_certificate_serial (certificate));
  return FALSE;
}
