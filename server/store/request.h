/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/certificate.h"
#include "server/store/mandate.h"

/* Requests for certificates without an invitation, which two persons of the bureau approve. */

/* That wait for an approval: of all, and of one unit. */
#define ZB_REQUEST_MAX_WAITING 1000
#define ZB_REQUEST_MAX_OF_UNIT 8
/* After these what was not issued has expired: it waits no longer, and takes no place. */
#define ZB_REQUEST_DAYS 30

typedef struct {
  gint64 id;
  char *handle; /* SHA-256 over both requests, hex: by it whoever asked comes back */
  char *unit;   /* 统一社会信用代码 */
  char *person, *contact;
  GBytes *signing, *tls; /* PKCS#10, DER */
  gint64 time;
  char *first, *second;                        /* (nullable) persons of the bureau who approved */
  char *signing_certificate, *tls_certificate; /* (nullable) digests of what was issued */
  char *rejected_by, *reason;                  /* (nullable) */
} ZbStoredRequest;

gboolean zb_stored_request_has_expired (const ZbStoredRequest *request, gint64 now);
void zb_stored_request_free (ZbStoredRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredRequest, zb_stored_request_free)

/* ZB_ACT_REQUEST takes a ZbStoredRequest (what comes behind @tls is not read). The same handle
 * again is a repetition; QUOTA when too many wait. */

/* ZB_ACT_REQUEST_APPROVAL: the first without certificates, the second with what it issues. STALE if
 * it is not the turn of that one or it has expired, EXISTS if the same @person approved before. */
typedef struct {
  gint64 request;
  const char *person;
  const ZbStoredCertificate *certificates; /* signing, tls */
  guint n_certificates;
  const ZbMandate *mandates;
  guint n_mandates;
} ZbRequestApproval;

/* ZB_ACT_REQUEST_REJECTION. STALE once it is issued or rejected, or has expired. */
typedef struct {
  gint64 request;
  const char *person, *reason;
} ZbRequestRejection;

ZbStoredRequest *zb_store_read_request (ZbStore *store, gint64 id, GError **error);
ZbStoredRequest *
zb_store_read_request_by_handle (ZbStore *store, const char *handle, GError **error);
/* Those that wait at @now, behind @after, by id. (transfer full) ZbStoredRequest. */
GPtrArray *
zb_store_list_requests (ZbStore *store, gint64 now, gint64 after, guint limit, GError **error);
