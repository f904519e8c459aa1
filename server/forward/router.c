/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/router.h"

#include "exchange/signed-publication.h"
#include "server/reading/error.h"
#include "server/store/route-table.h"

#include <string.h>

struct _ZbRoutes {
  gatomicrefcount holders;
  gint64 id; /* of the stored table */
  ZbRouteTable *table;
  GHashTable *trusts; /* code → ZbTrust */
};

struct _ZbRouter {
  char *node;
  ZbStore *store;
  ZbTrust *trust;
  GMutex lock; /* of what follows */
  ZbRoutes *routes;
  GCond rang;
  guint turn;
};

static ZbRoutes *
routes_ref (ZbRoutes *routes)
{
  g_atomic_ref_count_inc (&routes->holders);
  return routes;
}

void
zb_routes_unref (ZbRoutes *routes)
{
  if (routes == NULL || !g_atomic_ref_count_dec (&routes->holders))
    return;
  zb_route_table_free (routes->table);
  g_hash_table_unref (routes->trusts);
  g_free (routes);
}

const ZbRouteTable *
zb_routes_table (const ZbRoutes *routes)
{
  return routes->table;
}

ZbTrust *
zb_routes_trust (const ZbRoutes *routes, const char *node)
{
  return g_hash_table_lookup (routes->trusts, node);
}

/* Its node's name, no unit's, and from its own authority. */
static gboolean
is_of_peer (const ZbRoutes *routes, const ZbRoutePeer *peer, ZbCertificate *certificate, gint64 now)
{
  return zb_certificate_unit (certificate) == NULL &&
         strcmp (zb_certificate_name (certificate), peer->node) == 0 &&
         zb_trust_check (zb_routes_trust (routes, peer->node), certificate, NULL, ZB_USE_TLS_CLIENT,
                         now, NULL);
}

const ZbRoutePeer *
zb_routes_identify (const ZbRoutes *routes,
                    GBytes *der,
                    gint64 now,
                    ZbCertificate **ret_certificate)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (der, &length);
  g_autoptr (ZbCertificate) certificate = zb_certificate_read (bytes, length, NULL);

  for (guint i = 0; certificate != NULL && i < routes->table->peers->len; i++) {
    const ZbRoutePeer *peer = g_ptr_array_index (routes->table->peers, i);

    if (!is_of_peer (routes, peer, certificate, now))
      continue;
    *ret_certificate = g_steal_pointer (&certificate);
    return peer;
  }
  return NULL;
}

static ZbRoutes *
routes_new (const ZbRouter *router, gint64 id, ZbRouteTable *table, GError **error)
{
  g_autoptr (ZbRoutes) routes = g_new0 (ZbRoutes, 1);

  g_atomic_ref_count_init (&routes->holders);
  routes->id = id;
  routes->table = table;
  routes->trusts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_trust_unref);
  for (guint i = 0; i < table->peers->len; i++) {
    const ZbRoutePeer *peer = g_ptr_array_index (table->peers, i);
    ZbTrust *trust = zb_trust_new ();

    g_hash_table_insert (routes->trusts, g_strdup (peer->node), trust);
    zb_trust_vet_like (trust, router->trust);
    if (!zb_trust_add_pem (trust, peer->node, peer->authorities, strlen (peer->authorities), error))
      return NULL;
  }
  return g_steal_pointer (&routes);
}

/* The statement once more, its two signatures, and the node it is for. */
static ZbRoutes *
read_routes (ZbRouter *router, const ZbStoredRouteTable *stored, gint64 now, GError **error)
{
  const ZbSignedPublication order = {.statement = stored->statement,
                                     .signatures = {stored->signature, stored->second_signature}};
  g_autofree char *source = g_strdup_printf ("table of routes %u", stored->version);
  g_autoptr (GError) cause = NULL;
  g_autoptr (ZbRouteTable) table = zb_route_table_read (source, stored->statement, &cause);

  gboolean stands =
      table != NULL && zb_signed_publication_verify (&order, router->trust, now, &cause);
  /* What nobody could read now may stand all the same. */
  if (!stands && zb_reading_error_passes (cause)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  if (!stands) {
    g_set_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_TABLE,
                 "the table of routes %u is not what two administrators have signed: %s",
                 stored->version, cause->message);
    return NULL;
  }
  if (strcmp (table->node, router->node) == 0 && table->version == stored->version)
    return routes_new (router, stored->id, g_steal_pointer (&table), error);
  g_set_error (error, ZB_FORWARD_ERROR, ZB_FORWARD_ERROR_TABLE,
               "the table of routes %u is signed as version %u of node %s", stored->version,
               table->version, table->node);
  return NULL;
}

ZbRouter *
zb_router_new (const char *node, ZbStore *store, ZbTrust *trust)
{
  ZbRouter *router = g_new0 (ZbRouter, 1);

  router->node = g_strdup (node);
  router->store = store;
  router->trust = trust;
  g_mutex_init (&router->lock);
  g_cond_init (&router->rang);
  return router;
}

void
zb_router_free (ZbRouter *router)
{
  if (router == NULL)
    return;
  zb_routes_unref (router->routes);
  g_mutex_clear (&router->lock);
  g_cond_clear (&router->rang);
  g_free (router->node);
  g_free (router);
}

gboolean
zb_router_refresh (ZbRouter *router, gint64 now, GError **error)
{
  GError *fault = NULL;
  g_autoptr (ZbStoredRouteTable) stored = zb_store_read_routes (router->store, &fault);
  g_autoptr (ZbRoutes) known = zb_router_get (router);

  if (fault != NULL) {
    g_propagate_error (error, fault);
    return FALSE;
  }
  if (stored == NULL || (known != NULL && known->id == stored->id))
    return TRUE;
  ZbRoutes *routes = read_routes (router, stored, now, error);
  if (routes == NULL)
    return FALSE;
  g_mutex_lock (&router->lock);
  zb_routes_unref (router->routes);
  router->routes = routes;
  g_mutex_unlock (&router->lock);
  zb_router_ring (router);
  return TRUE;
}

ZbRoutes *
zb_router_get (ZbRouter *router)
{
  g_mutex_lock (&router->lock);
  ZbRoutes *routes = router->routes != NULL ? routes_ref (router->routes) : NULL;
  g_mutex_unlock (&router->lock);
  return routes;
}

void
zb_router_ring (ZbRouter *router)
{
  g_mutex_lock (&router->lock);
  router->turn++;
  g_cond_broadcast (&router->rang);
  g_mutex_unlock (&router->lock);
}

void
zb_router_wait (ZbRouter *router, guint *turn, gint64 until)
{
  g_mutex_lock (&router->lock);
  while (router->turn == *turn && g_cond_wait_until (&router->rang, &router->lock, until))
    ;
  *turn = router->turn;
  g_mutex_unlock (&router->lock);
}
