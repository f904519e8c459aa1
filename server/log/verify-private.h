/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/succession.h"
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

/* Keys of the log that records speak of: digests of the statements that vouch for them. */
typedef struct {
  GHashTable *logged; /* digest → a pointer to the leaf's index */
} ZbLogKeyRecords;

void zb_log_key_records_init (ZbLogKeyRecords *records);
void zb_log_key_records_clear (ZbLogKeyRecords *records);
void zb_log_key_records_look (ZbLogKeyRecords *records, const ZbLeaf *leaf);
/* Once all records were seen, the last of which were signed at @last: statements of @keys that no
 * record speaks of, and records of statements that are not there. */
void zb_log_key_records_end (const ZbLogKeyRecords *records,
                             const ZbSuccession *keys,
                             gint64 last,
                             ZbLogReport *report);
