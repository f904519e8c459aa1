/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/verify.h"

/* Compares what the record at @leaf speaks of with what is stored: receipt, message, container,
 * decision, certificate. FALSE only if the store could not be read. */
gboolean
zb_log_verify_content (ZbStore *store, const ZbLeaf *leaf, ZbLogReport *report, GError **error);

/* Certificates that records speak of, so that those which none speaks of can be told. */
typedef struct {
  GHashTable *issued;  /* digests */
  GHashTable *revoked; /* the same */
} ZbLogCertificates;

void zb_log_certificates_init (ZbLogCertificates *certificates);
void zb_log_certificates_clear (ZbLogCertificates *certificates);
/* Takes note of @record and, if it is about one, compares the stored certificate with it. */
gboolean zb_log_certificates_look (ZbLogCertificates *certificates,
                                   ZbStore *store,
                                   const ZbLeaf *leaf,
                                   ZbLogReport *report,
                                   GError **error);
/* Once all records were seen: certificates that no record issued or revoked. */
gboolean zb_log_certificates_end (ZbLogCertificates *certificates,
                                  ZbStore *store,
                                  ZbLogReport *report,
                                  GError **error);
