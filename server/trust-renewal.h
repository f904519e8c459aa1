/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signed-trust.h"
#include "forms/clock.h"
#include "server/config.h"

/* Making a node's next trust bundle: what its directory says of authorities, those of others, the
 * log's keys, suites and grace, signed by the root's key, which may lie anywhere. It is put into
 * the directory, where the node takes it whether it serves or not (server/authority/trust-shelf.h).
 */
typedef struct {
  const char *dir;
  const char *root_key;  /* (nullable) its file; NULL: where founding left it */
  const char *next_root; /* (nullable) file of the certificate of a root to be named beside it */
  gboolean no_next_root; /* the one that was planned is named no more */
  guint days;            /* that it holds for; 0: ZB_TRUST_RENEWAL_DAYS */
  ZbClock clock;
} ZbTrustRenewal;

#define ZB_TRUST_RENEWAL_DAYS 730
#define ZB_TRUST_RENEWAL_MAX_DAYS 1830
/* So many days before its end whoever runs the node is reminded. */
#define ZB_TRUST_RENEWAL_AHEAD 60

/* @ret_version: its number, one above the newest that the store has. ZB_AUTHORITY_ERROR_KEYS if the
 * key is neither the root's nor the planned one's, or a root cannot be planned. */
gboolean zb_trust_renewal_make (const ZbTrustRenewal *renewal, guint *ret_version, GError **error);
/* The newest that the node has taken; NULL before the first, when there is no store yet. */
gboolean zb_trust_renewal_find_held (const char *dir, ZbSignedTrust **ret_held, GError **error);
/* What a bundle would say now, without version and times. */
ZbTrustBundle *zb_trust_renewal_describe (const char *dir, const ZbConfig *config, GError **error);
