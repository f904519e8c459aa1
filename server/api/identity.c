/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/identity.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "server/authority/registration.h"
#include "server/store/certificate.h"

static void
become_enterprise (ZbIdentity *identity, const char *unit)
{
  identity->kind = ZB_KIND_ENTERPRISE;
  identity->unit = unit;
}

static gboolean
become_staff (ZbIdentity *identity, ZbStore *store, GError **error)
{
  identity->posts = zb_store_list_posts (store, identity->name, error);
  identity->kind = ZB_KIND_STAFF;
  return identity->posts != NULL;
}

/* The unit that a verified certificate speaks for, NULL for staff. Another authority's is
 * registered for its unit. */
static gboolean
find_unit (ZbCertificate *certificate,
           ZbTrust *trust,
           ZbStore *store,
           const char **ret_unit,
           GError **error)
{
  gboolean others = FALSE;

  if (zb_trust_find_unit (trust, certificate, &others, ret_unit))
    return !others || zb_registration_check (store, certificate, error);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
               "the certificate of \"%s\" leads to no trusted root any more",
               zb_certificate_name (certificate));
  return FALSE;
}

/* TLS lets in whoever shows a certificate and has its key: only one that was registered is none of
 * a stranger's making. (transfer full) */
static ZbCertificate *
read_peer (GBytes *peer, ZbTrust *trust, ZbStore *store, GError **error)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (peer);
  ZbCertificate *known = zb_trust_recall_certificate (trust, digest);
  gsize length = 0;
  const void *der = g_bytes_get_data (peer, &length);

  if (known)
    return known;
  g_autoptr (ZbStoredCertificate) registered = zb_store_read_certificate (store, digest, NULL);
  return registered ? zb_certificate_read (der, length, error)
                    : zb_trust_read_foreign (trust, NULL, der, length, error);
}

gboolean
zb_identity_prove (ZbIdentity *ret_identity,
                   GBytes *peer,
                   ZbTrust *trust,
                   ZbStore *store,
                   gint64 now,
                   gint64 grace,
                   GError **error)
{
  ZbIdentity identity = {.kind = ZB_KIND_PUBLIC, .name = ""};

  if (!peer) {
    *ret_identity = identity;
    return TRUE;
  }
  identity.certificate = read_peer (peer, trust, store, error);
  if (!identity.certificate)
    return FALSE;
  identity.name = zb_certificate_name (identity.certificate);
  const char *unit = NULL;
  gboolean proven = zb_trust_check_late (trust, identity.certificate, NULL,
                                         ZB_USE_TLS_CLIENT | ZB_USE_BY_OTHERS, now, grace, error) &&
                    find_unit (identity.certificate, trust, store, &unit, error);
  identity.late = proven && zb_certificate_not_after (identity.certificate) < now;
  if (proven && unit)
    become_enterprise (&identity, unit);
  else if (proven)
    proven = become_staff (&identity, store, error);
  if (!proven) {
    zb_identity_clear (&identity);
    return FALSE;
  }
  *ret_identity = identity;
  return TRUE;
}

gboolean
zb_identity_prove_node (ZbIdentity *ret_identity, GBytes *peer, ZbRouter *router, gint64 now)
{
  g_autoptr (ZbRoutes) routes = peer && router ? zb_router_get (router) : NULL;
  ZbIdentity identity = {.kind = ZB_KIND_NODE};

  if (!routes || !zb_routes_identify (routes, peer, now, &identity.certificate))
    return FALSE;
  identity.name = zb_certificate_name (identity.certificate);
  *ret_identity = identity;
  return TRUE;
}

gboolean
zb_identity_recall (ZbIdentity *ret_identity, const char *digest, ZbTrust *trust, gint64 now)
{
  g_autoptr (ZbCertificate) certificate = NULL;

  if (!digest)
    return FALSE;
  certificate = zb_trust_recall_certificate (trust, digest);
  if (!certificate || !zb_certificate_unit (certificate) ||
      !zb_trust_check (trust, certificate, NULL, ZB_USE_TLS_CLIENT, now, NULL))
    return FALSE;
  *ret_identity = (ZbIdentity){.name = zb_certificate_name (certificate)};
  become_enterprise (ret_identity, zb_certificate_unit (certificate));
  ret_identity->certificate = g_steal_pointer (&certificate);
  return TRUE;
}

void
zb_identity_clear (ZbIdentity *identity)
{
  g_clear_pointer (&identity->certificate, zb_certificate_unref);
  g_clear_pointer (&identity->posts, g_ptr_array_unref);
  *identity = (ZbIdentity){.kind = ZB_KIND_PUBLIC, .name = ""};
}
