/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"

#include <gio/gio.h>

/* Where another authority publishes a revocation list, and the file in which it is kept here. */
typedef struct {
  const char *url; /* "http://…" */
  const char *path;
  GPtrArray *issuers; /* ZbCertificate: who may have signed it */
  ZbTrust *trust;     /* tells whether what comes from there may be parsed */
} ZbListSource;

/* Fetches the list and puts it into the file, durably, if it verifies, holds at @now, and is newer
 * than what lies there. What does not leaves the file as it is. Blocking. TRUE also for the same
 * list again. The errors of zb_http_fetch(), zb_trust_vet() and zb_crl_read(), STALE_CRL for one
 * that is over or older than that of the file, UNTRUSTED for another authority's, and those of
 * files; each names the URL. */
gboolean zb_list_source_fetch (const ZbListSource *source,
                               gint64 now,
                               GCancellable *cancellable,
                               GError **error);
