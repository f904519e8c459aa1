/* SPDX-License-Identifier: Apache-2.0 */
#include "server/passing.h"

gboolean
zb_passing_open (const ZbPassing *passing,
                 ZbRouter **ret_router,
                 ZbForwarder **ret_forwarder,
                 GError **error)
{
  *ret_router = zb_router_new (passing->node, passing->store, passing->trust);
  if (!zb_router_refresh (*ret_router, zb_clock_now (&passing->clock), error))
    return FALSE;
  *ret_forwarder = zb_forwarder_new (&(ZbForwarderOptions){
      .node = passing->node,
      .neighbours = passing->neighbours,
      .store = passing->store,
      .router = *ret_router,
      .clock = passing->clock,
      .metrics = passing->metrics,
  });
  return TRUE;
}

void
zb_passing_show (ZbForwarder *forwarder, const ZbKeyring *keyring)
{
  g_autoptr (GPtrArray) chain = zb_keyring_chain_of (keyring, keyring->peer);

  zb_forwarder_set_identity (forwarder, keyring->peer_key, keyring->peer, chain);
}
