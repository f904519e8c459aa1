/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/node.h"

/* Founding a node: its directory, keys and store, the bureau systems with their review chains, the
 * forms of a catalogue, and an invitation for the first administrator. */
typedef struct {
  const char *dir;       /* made; must not exist, or be empty */
  const char *node;      /* code, "350200" */
  const char *host;      /* DNS name or IP address for clients */
  const char *address;   /* IP address listened on */
  guint port;            /* as invitations tell it */
  const char *catalogue; /* folder of forms, code lists and parameters */
  ZbClock clock;
} ZbNodeFounding;

/* The administrator's name in his certificate. */
#define ZB_FOUNDING_ADMIN "admin"

/* @ret_invitation: the administrator's, to be handed over. What was made before a failure stays, to
 * be removed by hand. */
gboolean zb_node_found (const ZbNodeFounding *founding, char **ret_invitation, GError **error);

/* Gives the node in @dir, founded by an earlier release and not serving now, one authority each for
 * signatures, connections and services, by the root's key in the file @root_key (NULL: where
 * founding left it). */
gboolean
zb_node_divide (const char *dir, const char *root_key, const ZbClock *clock, GError **error);

/* Publishes every package of @catalogue whose system is a tenant. */
gboolean zb_founding_publish (ZbStore *store,
                              ZbCatalogue *catalogue,
                              const char *who,
                              gint64 now,
                              guint *ret_n,
                              GError **error);
