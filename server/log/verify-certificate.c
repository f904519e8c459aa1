/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/verify-private.h"

#include "exchange/digest.h"
#include "server/log/record.h"
#include "server/store/certificate.h"

#define REASON_PREFIX "reason-"

/* What the log says became of a certificate. */
typedef struct {
  char *time, *outcome;
  guint64 leaf;
} Revoked;

static void
revoked_free (gpointer data)
{
  Revoked *revoked = data;

  g_free (revoked->time);
  g_free (revoked->outcome);
  g_free (revoked);
}

void
zb_log_certificates_init (ZbLogCertificates *certificates)
{
  certificates->issued = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  certificates->revoked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, revoked_free);
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
     gint64 leaf, /* -1: none speaks of it */
     const char *digest,
     const char *field,
     const char *expected,
     const char *found)
{
  zb_log_report_add (report, &(ZbLogFault){.kind = kind,
                                           .leaf = leaf,
                                           .table = "certificate",
                                           .row = digest,
                                           .field = field,
                                           .expected = expected,
                                           .found = found});
}

/* What was logged of a revocation, and what stands in the row. */
static void
compare_revocation (const ZbStoredCertificate *certificate,
                    const Revoked *logged,
                    ZbLogReport *report)
{
  g_autofree char *reason = g_strdup_printf (REASON_PREFIX "%d", certificate->reason);
  g_autofree char *revoked =
      certificate->revoked != 0 ? zb_log_fault_time (certificate->revoked) : NULL;
  gint64 leaf = (gint64)logged->leaf;

  if (g_strcmp0 (revoked, logged->time) != 0)
    add (report, ZB_LOG_FAULT_CHANGED, leaf, certificate->digest, "revoked", logged->time, revoked);
  if (!g_str_equal (reason, logged->outcome))
    add (report, ZB_LOG_FAULT_CHANGED, leaf, certificate->digest, "reason", logged->outcome,
         reason);
}

/* Of a suspension that became a revocation the first time stands. */
static void
note_revocation (GHashTable *revoked, const ZbLogRecord *record, guint64 leaf)
{
  Revoked *known = g_hash_table_lookup (revoked, record->container);
  Revoked *now = g_new0 (Revoked, 1);

  now->time = g_strdup (known != NULL ? known->time : record->time);
  now->outcome = g_strdup (record->outcome);
  now->leaf = leaf;
  g_hash_table_replace (revoked, g_strdup (record->container), now);
}

/* That the certificate which @record speaks of is there, and is the one that was issued. */
static gboolean
compare (const ZbLogRecord *record,
         gboolean issues,
         ZbStore *store,
         const ZbLeaf *leaf,
         ZbLogReport *report,
         GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbStoredCertificate) certificate =
      zb_store_read_certificate (store, record->container, &fault);
  g_autofree char *digest = NULL;
  gint64 index = (gint64)leaf->index;

  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    add (report, ZB_LOG_FAULT_MISSING, index, record->container, NULL, NULL, NULL);
    return TRUE;
  }
  if (certificate == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  digest = zb_digest_hex_of_bytes (certificate->der);
  /* In another authority's certificate the unit stands wherever it puts it. */
  if (issues && *certificate->issuer == '\0' && *certificate->unit != '\0' &&
      !g_str_equal (certificate->unit, record->sender))
    add (report, ZB_LOG_FAULT_CHANGED, index, certificate->digest, "unit", record->sender,
         certificate->unit);
  if (issues && !g_str_equal (digest, record->container))
    add (report, ZB_LOG_FAULT_CHANGED, index, certificate->digest, "der", record->container,
         digest);
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

  if (!zb_log_record_parse (leaf->record, &record))
    return TRUE;
  gboolean issues = g_str_equal (record.event, "issue");
  gboolean revokes = g_str_equal (record.event, "revoke") || g_str_equal (record.event, "suspend");
  gboolean reinstates = g_str_equal (record.event, "reinstate");
  if (issues)
    g_hash_table_add (certificates->issued, g_strdup (record.container));
  else if (revokes)
    note_revocation (certificates->revoked, &record, leaf->index);
  else if (reinstates)
    g_hash_table_remove (certificates->revoked, record.container);
  return (!issues && !revokes && !reinstates) ||
         compare (&record, issues, store, leaf, report, error);
}

static void
look_at_stored (ZbLogCertificates *certificates,
                const ZbStoredCertificate *certificate,
                ZbLogReport *report)
{
  const Revoked *logged = g_hash_table_lookup (certificates->revoked, certificate->digest);

  if (!g_hash_table_contains (certificates->issued, certificate->digest))
    add (report, ZB_LOG_FAULT_UNLOGGED, -1, certificate->digest, NULL, NULL, NULL);
  if (logged != NULL) {
    compare_revocation (certificate, logged, report);
  } else if (certificate->revoked != 0) {
    g_autofree char *found = zb_log_fault_time (certificate->revoked);

    add (report, ZB_LOG_FAULT_UNLOGGED, -1, certificate->digest, "revoked", NULL, found);
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
