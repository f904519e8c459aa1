/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signed-trust.h"
#include "server/store/store.h"
#include "server/store/trust-bundle.h"

/* A node's trust bundles: the one in force, and how the next takes its place. Thread-safe. */
typedef struct _ZbTrustShelf ZbTrustShelf;

/* @store is borrowed. */
ZbTrustShelf *zb_trust_shelf_open (ZbStore *store, GError **error);
void zb_trust_shelf_free (ZbTrustShelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrustShelf, zb_trust_shelf_free)

/* What every answer of the node carries (ZB_HEADER_TRUST), so that clients fetch a new bundle by
 * the way: "VERSION DIGEST" of the one in force, for as long as the program runs; NULL before the
 * first. */
const char *zb_trust_shelf_announcement (ZbTrustShelf *shelf);

/* Who takes it. */
typedef struct {
  const char *path;    /* of the signed bundle, which is removed once it is in force */
  const char *node;    /* the node's code */
  ZbCertificate *root; /* by whom the first is signed */
  gint64 now;
} ZbTrustTaking;

/* Takes the bundle that lies there, if one does, with a record in the log. What may not follow the
 * one in force, or has ended, is refused and stays where it is, with the error that says why. */
gboolean zb_trust_shelf_take (ZbTrustShelf *shelf, const ZbTrustTaking *taking, GError **error);
