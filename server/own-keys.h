/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/authority/keyring.h"
#include "server/authority/stamping.h"
#include "server/config.h"

/* Who in a node works with which of its own keys. */

/* Adds the root and the authorities below it to @trust. */
void zb_own_keys_trust (const ZbKeyring *keyring, ZbTrust *trust);
/* The revocation lists of the store into @trust. */
gboolean zb_own_keys_load_lists (ZbStore *store, ZbTrust *trust, GError **error);
/* Writes the server certificate and its chain into a file of @folder for a proxy in front, unless
 * it is there. */
gboolean zb_own_keys_write_chain (const ZbKeyring *keyring, const char *folder, GError **error);
#define ZB_OWN_KEYS_CHAIN "tls.chain.pem"
/* For the receipts, by the certificate of now. Takes @key. */
ZbSigner *zb_own_keys_make_signer (const ZbKeyring *keyring, ZbKey *key);
/* The time-stamping service as @config says; @follows_clock: nothing but @clock is asked. */
ZbStamping *zb_own_keys_open_stamping (const ZbConfig *config,
                                       ZbStore *store,
                                       const ZbClock *clock,
                                       gboolean follows_clock,
                                       GError **error);
/* Those who answer about certificates and stamp, by the certificates of now. */
void zb_own_keys_hand_out (const ZbKeyring *keyring, ZbAuthority *authority, ZbStamping *stamping);
/* Keeps the node's own certificates as issued, those that are not yet. */
gboolean zb_own_keys_keep (
    const ZbKeyring *keyring, ZbAuthority *authority, const char *node, gint64 now, GError **error);
