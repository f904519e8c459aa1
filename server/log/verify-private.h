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
  GHashTable *revoked; /* digests of those that are, and what was logged of it */
} ZbLogCertificates;

void zb_log_certificates_init (ZbLogCertificates *certificates);
void zb_log_certificates_clear (ZbLogCertificates *certificates);
/* Takes note of the record at @leaf and, if it is about one, looks whether the certificate is
 * there. */
gboolean zb_log_certificates_look (ZbLogCertificates *certificates,
                                   ZbStore *store,
                                   const ZbLeaf *leaf,
                                   ZbLogReport *report,
                                   GError **error);
/* Once all records were seen: certificates that no record issued or revoked, or another way. */
gboolean zb_log_certificates_end (ZbLogCertificates *certificates,
                                  ZbStore *store,
                                  ZbLogReport *report,
                                  GError **error);
