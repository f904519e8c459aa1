/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/authority/keyring.h"
#include "server/authority/stamping.h"
#include "server/config.h"
#include "server/log/log.h"

/* Who in a node works with which of its own keys. */

/* Adds the root and the authorities below it to @trust. */
void zb_own_keys_trust (const ZbKeyring *keyring, ZbTrust *trust);
/* The revocation lists of the store into @trust. */
gboolean zb_own_keys_load_lists (ZbStore *store, ZbTrust *trust, GError **error);
/* Writes the server certificate and its chain into a file of @folder for a proxy in front, unless
 * it is there. */
gboolean zb_own_keys_write_chain (const ZbKeyring *keyring, const char *folder, GError **error);
#define ZB_OWN_KEYS_CHAIN "tls.chain.pem"
/* All keys in this process, for work that no network reaches. @follows_clock: nothing but @clock is
 * asked. */
ZbKeychain *zb_own_keys_open_chain (const char *dir,
                                    const ZbConfig *config,
                                    const ZbClock *clock,
                                    gboolean follows_clock);
/* In processes that hold them, started or found where the settings of the node in @dir say: for one
 * that the network reaches. */
ZbKeychain *zb_own_keys_find (const char *dir, GError **error);
/* The keys of the log of the node in @dir, the newest of which @keychain must hold: a rotation that
 * was not finished is ZB_NODE_ERROR_DATA. */
ZbSuccession *zb_own_keys_open_succession (const char *dir, ZbKeychain *keychain, GError **error);
/* A sealer by the newest of @succession, and by the one before as long as its term lasts. */
ZbLogKeys *
zb_own_keys_open_sealer (ZbKeychain *keychain, const ZbSuccession *succession, gint64 now);
/* The holders of the keys of receipts and stamps learn the certificates of now; @stamping and
 * @authority (nullable both) work with them. */
gboolean zb_own_keys_hand_out (const ZbKeyring *keyring,
                               ZbKeychain *keychain,
                               ZbAuthority *authority,
                               ZbStamping *stamping,
                               GError **error);
/* Keeps the node's own certificates as issued, those that are not yet. */
gboolean zb_own_keys_keep (
    const ZbKeyring *keyring, ZbAuthority *authority, const char *node, gint64 now, GError **error);
