/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/certificate.h"

#include "server/store/reader-private.h"

void
zb_stored_certificate_free (ZbStoredCertificate *certificate)
{
  if (certificate == NULL)
    return;
  g_free (certificate->digest);
  g_free (certificate->issuer);
  g_free (certificate->serial);
  g_free (certificate->name);
  g_free (certificate->unit);
  g_clear_pointer (&certificate->der, g_bytes_unref);
  g_free (certificate);
}

void
zb_stored_crl_free (ZbStoredCrl *crl)
{
  if (crl == NULL)
    return;
  g_free (crl->issuer);
  g_clear_pointer (&crl->der, g_bytes_unref);
  g_free (crl);
}

#define SELECT_CERTIFICATES                                                                        \
  "SELECT digest, issuer, serial, name, unit, uses, not_before, not_after, der, revoked, reason "  \
  "FROM certificate WHERE "

static gpointer
make_certificate (const ZbStatement *row)
{
  ZbStoredCertificate *certificate = g_new0 (ZbStoredCertificate, 1);

  certificate->digest = zb_statement_dup_text (row, 0);
  certificate->issuer = zb_statement_dup_text (row, 1);
  certificate->serial = zb_statement_dup_text (row, 2);
  certificate->name = zb_statement_dup_text (row, 3);
  certificate->unit = zb_statement_dup_text (row, 4);
  certificate->uses = (guint)zb_statement_int (row, 5);
  certificate->not_before = zb_statement_int (row, 6);
  certificate->not_after = zb_statement_int (row, 7);
  certificate->der = zb_statement_dup_bytes (row, 8);
  certificate->revoked = zb_statement_int (row, 9);
  certificate->reason = (int)zb_statement_int (row, 10);
  return certificate;
}

ZbStoredCertificate *
zb_store_read_certificate (ZbStore *store, const char *digest, GError **error)
{
  g_autofree char *missing = g_strdup_printf ("no certificate %s is known here", digest);

  return zb_reader_one (store, SELECT_CERTIFICATES "digest = ?1",
                        ZB_VALUES (zb_value_text (digest)), make_certificate, missing, error);
}

ZbStoredCertificate *
zb_store_read_certificate_by_serial (ZbStore *store,
                                     const char *issuer,
                                     const char *serial,
                                     GError **error)
{
  g_autofree char *missing = g_strdup_printf ("no certificate %s is known here", serial);

  return zb_reader_one (
      store,
      SELECT_CERTIFICATES "serial = ?1 AND (?2 IS NULL OR issuer = ?2) ORDER BY time LIMIT 1",
      ZB_VALUES (zb_value_text (serial), zb_value_text (issuer)), make_certificate, missing, error);
}

GPtrArray *
zb_store_list_certificates (ZbStore *store, const ZbCertificateQuery *query, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_CERTIFICATES);
  zb_filter_add (&filter, "digest > ?", zb_value_text (query->after != NULL ? query->after : ""));
  zb_filter_add_text (&filter, " AND unit = ?", query->unit);
  zb_filter_add_text (&filter, " AND name = ?", query->name);
  zb_filter_add_text (&filter, " AND issuer = ?", query->issuer);
  if (query->revoked)
    g_string_append (filter.sql, " AND revoked IS NOT NULL");
  zb_filter_page (&filter, "digest", query->limit);
  return zb_reader_list (store, &filter, make_certificate,
                         (GDestroyNotify)zb_stored_certificate_free, error);
}

static gpointer
make_crl (const ZbStatement *row)
{
  ZbStoredCrl *crl = g_new0 (ZbStoredCrl, 1);

  crl->issuer = zb_statement_dup_text (row, 0);
  crl->number = (guint64)zb_statement_int (row, 1);
  crl->this_update = zb_statement_int (row, 2);
  crl->next_update = zb_statement_int (row, 3);
  crl->der = zb_statement_dup_bytes (row, 4);
  return crl;
}

GPtrArray *
zb_store_list_crls (ZbStore *store, const char *issuer, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT issuer, number, this_update, next_update, der FROM crl c "
      "WHERE number = (SELECT max(number) FROM crl WHERE issuer = c.issuer) "
      "AND (?1 IS NULL OR issuer = ?1) ORDER BY issuer",
      ZB_VALUES (zb_value_text (issuer)), make_crl, (GDestroyNotify)zb_stored_crl_free, error);
}
