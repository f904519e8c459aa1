/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/allowance.h"

#include <arpa/inet.h>
#include <string.h>

#define NETWORK_BYTES 8
/* The name of all for whom there is no room. */
#define REST ""

struct _ZbAllowance {
  GMutex lock;
  GHashTable *spent; /* network → gint64, when all of it is forgotten */
};

ZbAllowance *
zb_allowance_new (void)
{
  ZbAllowance *allowance = g_new0 (ZbAllowance, 1);

  g_mutex_init (&allowance->lock);
  allowance->spent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return allowance;
}

void
zb_allowance_free (ZbAllowance *allowance)
{
  g_hash_table_unref (allowance->spent);
  g_mutex_clear (&allowance->lock);
  g_free (allowance);
}

/* Whoever has a network of IPv6 has all of its addresses. (transfer full) */
static char *
network_of (const char *address)
{
  struct in6_addr bytes;
  char text[INET6_ADDRSTRLEN];

  if (inet_pton (AF_INET6, address, &bytes) != 1 || IN6_IS_ADDR_V4MAPPED (&bytes))
    return g_strdup (address);
  memset (bytes.s6_addr + NETWORK_BYTES, 0, sizeof bytes.s6_addr - NETWORK_BYTES);
  return g_strdup (inet_ntop (AF_INET6, &bytes, text, sizeof text));
}

static gboolean
is_over_cb (gpointer key, gpointer value, gpointer data)
{
  return *(gint64 *)value <= *(gint64 *)data;
}

static gboolean
is_full (ZbAllowance *allowance)
{
  return g_hash_table_size (allowance->spent) >= ZB_ALLOWANCE_ADDRESSES;
}

/* With the lock held: when all that @network spent is forgotten; NULL where nobody knows of any. */
static gint64 *
find (ZbAllowance *allowance, const char *network)
{
  gint64 *until = g_hash_table_lookup (allowance->spent, network);

  return until || !is_full (allowance) ? until : g_hash_table_lookup (allowance->spent, REST);
}

/* The same, with a place for it. */
static gint64 *
make (ZbAllowance *allowance, const char *network, gint64 now)
{
  gint64 *until;

  if (is_full (allowance))
    g_hash_table_foreach_remove (allowance->spent, is_over_cb, &now);
  until = find (allowance, network);
  if (until)
    return until;
  until = g_new0 (gint64, 1);
  g_hash_table_insert (allowance->spent, g_strdup (is_full (allowance) ? REST : network), until);
  return until;
}

gboolean
zb_allowance_is_left (ZbAllowance *allowance, const char *address, gint64 now)
{
  g_autofree char *network = network_of (address);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&allowance->lock);
  const gint64 *until = find (allowance, network);

  return !until || *until - now < ZB_ALLOWANCE_MOST;
}

void
zb_allowance_spend (ZbAllowance *allowance, const char *address, gint64 cost, gint64 now)
{
  g_autofree char *network = network_of (address);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&allowance->lock);
  gint64 *until = make (allowance, network, now);

  *until = MAX (*until, now) + cost;
}
