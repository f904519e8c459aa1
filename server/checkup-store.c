/* SPDX-License-Identifier: Apache-2.0 */
#include "server/checkup-private.h"
#include "server/forward/router.h"
#include "server/node.h"
#include "server/authority/trust-shelf.h"
#include "server/own-keys.h"
#include "server/register/register.h"
#include "server/store/staff.h"
#include "server/trust-renewal.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* Another node's authorities come with a new table, which takes two persons. */
#define LEAST_DAYS 30

/* The first of a peer's authorities to end. */
static void
look_at_peer (GPtrArray *points, const ZbRoutePeer *peer, gint64 now)
{
  g_autoptr (GPtrArray) authorities =
      zb_certificate_read_all (peer->authorities, strlen (peer->authorities), NULL);
  gint64 end = G_MAXINT64;

  for (guint i = 0; authorities && i < authorities->len; i++)
    end = MIN (end, zb_certificate_not_after (authorities->pdata[i]));
  gint64 days = (end - now) / DAY;
  if (!authorities || end < now)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "routes",
                     "an authority that node %s is known by has ended: nothing is believed of it",
                     peer->node);
  else if (days < LEAST_DAYS)
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "routes",
                     "an authority that node %s is known by ends in %" G_GINT64_FORMAT
                     " days: its new <peer> belongs into the table",
                     peer->node, days);
}

static void
look_at_line (GPtrArray *points, const ZbRouteLine *line, const char *today)
{
  if (line->until && strcmp (line->until, today) < 0)
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "routes", "the line %s ended on %s", line->id,
                     line->until);
}

static void
look_at_table (GPtrArray *points, const ZbRouteTable *table, gint64 now)
{
  g_autofree char *today = zb_register_day_at (now);
  guint before = points->len;

  for (guint i = 0; i < table->peers->len; i++)
    look_at_peer (points, table->peers->pdata[i], now);
  for (guint i = 0; i < table->lines->len; i++)
    look_at_line (points, table->lines->pdata[i], today);
  if (points->len == before)
    zb_checkup_note (points, ZB_CHECKUP_WELL, "routes",
                     "version %u: %u lines, %u other nodes, signed by two administrators",
                     table->version, table->lines->len, table->peers->len);
}

/* By the node's own authorities, as when it starts. */
static void
look_at_routes (GPtrArray *points, const char *dir, const char *node, ZbStore *store, gint64 now)
{
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (keys, NULL);
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (ZbRouter) router = zb_router_new (node, store, trust);
  g_autoptr (GError) error = NULL;

  /* What is wrong with the keys is said elsewhere. */
  if (!keyring)
    return;
  zb_own_keys_trust (keyring, trust);
  if (!zb_own_keys_load_lists (store, trust, &error) || !zb_router_refresh (router, now, &error)) {
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "routes", "%s", error->message);
    return;
  }
  g_autoptr (ZbRoutes) routes = zb_router_get (router);
  if (routes)
    look_at_table (points, zb_routes_table (routes), now);
}

/* Whether the bundle in force says what the directory says now, and for how long. */
static void
look_at_bundle (GPtrArray *points,
                const char *dir,
                const ZbTrustBundle *held,
                const ZbConfig *config,
                gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTrustBundle) present = zb_trust_renewal_describe (dir, config, &error);
  gint64 left = (held->until - now) / DAY;

  if (!present)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "trust-bundle", "%s", error->message);
  else if (now >= held->until)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "trust-bundle",
                     "bundle %u has ended, and new clients refuse it: sign the next by \"zhibaod "
                     "trust\"",
                     held->version);
  else if (!zb_trust_bundle_agrees (held, present))
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "trust-bundle",
                     "bundle %u names other authorities, keys or settings than this directory: "
                     "sign the next by \"zhibaod trust\"",
                     held->version);
  else
    zb_checkup_note (points, left < ZB_TRUST_RENEWAL_AHEAD ? ZB_CHECKUP_WARNING : ZB_CHECKUP_WELL,
                     "trust-bundle", "bundle %u holds for %" G_GINT64_FORMAT " days", held->version,
                     left);
}

static void
look_at_trust (
    GPtrArray *points, const char *dir, const ZbConfig *config, ZbStore *store, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbStoredTrustBundle) stored = zb_store_read_trust_bundle (store, &error);
  g_autoptr (ZbTrustBundle) held =
      stored ? zb_trust_bundle_read ("trust.xml", stored->statement, &error) : NULL;

  if (error)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "trust-bundle", "%s", error->message);
  else if (!held)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "trust-bundle",
                     "there is none, and nobody can enrol: sign one by \"zhibaod trust\"");
  else
    look_at_bundle (points, dir, held, config, now);
}

/* Who is alone has nobody to approve what he asks, once there was a second. */
static void
look_at_officials (GPtrArray *points, ZbStore *store, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ever = zb_store_list_administrators (store, &error);
  g_autoptr (GPtrArray) present = ever ? zb_store_list_deciders (store, now, &error) : NULL;

  if (!present)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "officials", "%s", error->message);
  else if (ever->len >= 2 && present->len < 2)
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "officials",
                     "%s: nobody can approve what another asks; see \"Where two officials are "
                     "needed\" in docs/operations.md",
                     present->len == 1 ? (const char *)present->pdata[0] : "none is left");
  else
    zb_checkup_note (points, ZB_CHECKUP_WELL, "officials",
                     "%u administer or decide for the city, with a certificate that holds",
                     present->len);
}

void
zb_checkup_look_at_store (GPtrArray *points, const char *dir, const ZbConfig *config, gint64 now)
{
  g_autofree char *place = zb_node_path (dir, ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbStore) store = NULL;
  gboolean old = FALSE;

  /* Opening would make it; that it is not there was said. */
  if (!g_file_test (place, G_FILE_TEST_EXISTS))
    return;
  if (zb_store_is_old (place, &old, &error) && old) {
    zb_checkup_note (points, ZB_CHECKUP_WELL, "store", "%s is upgraded when the node starts",
                     place);
    return;
  }
  store = error ? NULL : zb_store_open (place, NULL, &error);
  if (!store || !zb_store_check_before_use (store, &error)) {
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "store",
                     "%s: the node would not start; see \"When the disk is at fault\" in "
                     "docs/operations.md",
                     error->message);
    return;
  }
  zb_checkup_note (points, ZB_CHECKUP_WELL, "store", "%s can be served", place);
  look_at_routes (points, dir, config->node, store, now);
  look_at_trust (points, dir, config, store, now);
  look_at_officials (points, store, now);
}
