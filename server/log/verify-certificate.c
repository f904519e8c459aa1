/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/verify-private.h"

#include "exchange/digest.h"
#include "server/log/record.h"
#include "server/store/certificate.h"

#define REASON_PREFIX "reason-"

void
zb_log_certificates_init (ZbLogCertificates *certificates)
{
  certificates->issued = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  certificates->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
zb_log_certificates_clear (ZbLogCertificates *certificates)
{
  g_clear_pointer (&certificates->issued, g_hash_table_unref);
  g_clear_pointer (&certificates->revoked, g_hash_table_unref);
}

static void
add (ZbLogReport *report,
     ZbLogFaultKind kind,
     const ZbLeaf *leaf,
     const char *digest,
     const char *field,
     const char *expected,
     const char *found)
{
  zb_log_report_add (report, &(ZbLogFault){.kind = kind,
                                           .leaf = leaf != NULL ? (gint64)leaf->index : -1,
                                           .table = "certificate",
                                           .row = digest,
                                           .field = field,
                                           .expected = expected,
                                           .found = found});
}

/* What was logged of a revocation, and what stands in the row. */
static void
compare_revocation (const ZbStoredCertificate *certificate,
                    const ZbLogRecord *record,
                    const ZbLeaf *leaf,
                    ZbLogReport *report)
{
  g_autofree char *reason = g_strdup_printf (REASON_PREFIX "%d", certificate->reason);
  g_autofree char *revoked =
      certificate->revoked != 0 ? zb_log_fault_time (certificate->revoked) : NULL;

  if (g_strcmp0 (revoked, record->time) != 0)
    add (report, ZB_LOG_FAULT_CHANGED, leaf, certificate->digest, "revoked", record->time, revoked);
  if (!g_str_equal (reason, record->outcome))
    add (report, ZB_LOG_FAULT_CHANGED, leaf, certificate->digest, "reason", record->outcome,
         reason);
}

static gboolean
compare (const ZbLogRecord *record,
         gboolean revokes,
         ZbStore *store,
         const ZbLeaf *leaf,
         ZbLogReport *report,
         GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbStoredCertificate) certificate =
      zb_store_read_certificate (store, record->container, &fault);
  g_autofree char *digest = NULL;

  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    add (report, ZB_LOG_FAULT_MISSING, leaf, record->container, NULL, NULL, NULL);
    return TRUE;
  }
  if (certificate == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (revokes) {
    compare_revocation (certificate, record, leaf, report);
    return TRUE;
  }
  digest = zb_digest_hex_of_bytes (certificate->der);
  if (!g_str_equal (digest, record->container))
    add (report, ZB_LOG_FAULT_CHANGED, leaf, certificate->digest, "der", record->container, digest);
  return TRUE;
}

gboolean
zb_log_certificates_look (ZbLogCertificates *certificates,
                          ZbStore *store,
                          const ZbLeaf *leaf,
                          ZbLogReport *report,
                          GError **error)
{
  g_auto (ZbLogRecord) record = {0};
  gboolean issues, revokes;

  if (!zb_log_record_parse (leaf->record, &record))
    return TRUE;
  issues = g_str_equal (record.event, "issue");
  revokes = g_str_equal (record.event, "revoke");
  if (!issues && !revokes)
    return TRUE;
  g_hash_table_add (issues ? certificates->issued : certificates->revoked,
                    g_strdup (record.container));
  return compare (&record, revokes, store, leaf, report, error);
}

static void
look_at_stored (ZbLogCertificates *certificates,
                const ZbStoredCertificate *certificate,
                ZbLogReport *report)
{
  if (!g_hash_table_contains (certificates->issued, certificate->digest))
    add (report, ZB_LOG_FAULT_UNLOGGED, NULL, certificate->digest, NULL, NULL, NULL);
  if (certificate->revoked != 0 &&
      !g_hash_table_contains (certificates->revoked, certificate->digest)) {
    g_autofree char *found = zb_log_fault_time (certificate->revoked);

    add (report, ZB_LOG_FAULT_UNLOGGED, NULL, certificate->digest, "revoked", NULL, found);
  }
}

gboolean
zb_log_certificates_end (ZbLogCertificates *certificates,
                         ZbStore *store,
                         ZbLogReport *report,
                         GError **error)
{
  ZbCertificateQuery query = {.limit = ZB_STORE_MAX_PAGE};
  g_autofree char *after = NULL;
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_certificates (store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++)
      look_at_stored (certificates, g_ptr_array_index (page, i), report);
    if (n > 0) {
      g_free (after);
      after = g_strdup (((const ZbStoredCertificate *)g_ptr_array_index (page, n - 1))->digest);
      query.after = after;
    }
  } while (n == query.limit);
  return TRUE;
}
