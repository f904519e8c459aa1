/* SPDX-License-Identifier: Apache-2.0 */
#include "server/neighbours.h"

#include "server/forward/acquaintance.h"
#include "server/node.h"
#include "server/store/route-table.h"

static void
neighbour_free (gpointer data)
{
  ZbNeighbour *neighbour = data;

  g_free (neighbour->node);
  g_free (neighbour);
}

/* Else it only stands in the table as one whose receipts come along. */
static gboolean
is_neighbour (const ZbRoutePeer *peer)
{
  return peer->url || peer->regions;
}

static gboolean
look (const char *folder,
      const ZbRoutePeer *peer,
      const ZbCertificate *root,
      GPtrArray *neighbours,
      GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbAcquaintance) said = zb_acquaintance_read (folder, peer->node, &failure);

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  ZbNeighbour *neighbour = g_new0 (ZbNeighbour, 1);
  neighbour->node = g_strdup (peer->node);
  if (said) {
    neighbour->time = said->time;
    neighbour->knows = zb_acquaintance_has (said, zb_certificate_digest (root));
  }
  g_ptr_array_add (neighbours, neighbour);
  return TRUE;
}

/* Where none holds, one without other nodes. */
static ZbRouteTable *
read_table (const char *dir, GError **error)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_STORE);
  g_autoptr (ZbStore) store = zb_store_open (path, NULL, error);
  GError *failure = NULL;

  if (!store)
    return NULL;
  g_autoptr (ZbStoredRouteTable) stored = zb_store_read_routes (store, &failure);
  if (stored)
    return zb_route_table_read ("the table of routes", stored->statement, error);
  if (!failure)
    return zb_route_table_new ();
  g_propagate_error (error, failure);
  return NULL;
}

GPtrArray *
zb_neighbours_list (const char *dir, const ZbCertificate *root, GError **error)
{
  g_autofree char *folder = zb_node_path (dir, ZB_NODE_NEIGHBOURS);
  g_autoptr (ZbRouteTable) table = read_table (dir, error);
  g_autoptr (GPtrArray) neighbours = g_ptr_array_new_with_free_func (neighbour_free);

  if (!table)
    return NULL;
  for (guint i = 0; i < table->peers->len; i++)
    if (is_neighbour (table->peers->pdata[i]) &&
        !look (folder, table->peers->pdata[i], root, neighbours, error))
      return NULL;
  return g_steal_pointer (&neighbours);
}
