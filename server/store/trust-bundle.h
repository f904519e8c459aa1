/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* The node's trust bundles (exchange/signed-trust.h), every version of them. */
typedef struct {
  guint version;
  GBytes *statement; /* trust.xml */
  GBytes *signature;
  char *digest; /* of the statement, hex */
  gint64 time;  /* when the node took it */
  char *who;
} ZbStoredTrustBundle;

void zb_stored_trust_bundle_free (ZbStoredTrustBundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredTrustBundle, zb_stored_trust_bundle_free)

/* ZB_ACT_TRUST_BUNDLE, by the act's who. STALE if its version is not the next one. */
typedef struct {
  guint version;
  GBytes *statement, *signature;
  const char *digest;
} ZbTrustBundleAct;

/* The newest; NULL without an error if there is none. */
ZbStoredTrustBundle *zb_store_read_trust_bundle (ZbStore *store, GError **error);
/* NULL without an error if there is none of that version. */
ZbStoredTrustBundle *zb_store_read_trust_bundle_of (ZbStore *store, guint version, GError **error);
