/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/certificate-private.h"

gboolean
zb_certificate_keep (ZbApply *apply, const ZbStoredCertificate *certificate, GError **error)
{
  return zb_database_run (
      apply->database,
      "INSERT INTO certificate (digest, issuer, serial, name, unit, uses, not_before, not_after, "
      "der, time, who) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
      "ON CONFLICT DO NOTHING",
      error, zb_value_text (certificate->digest), zb_value_text (certificate->issuer),
      zb_value_text (certificate->serial), zb_value_text (certificate->name),
      zb_value_text (certificate->unit), zb_value_int (certificate->uses),
      zb_value_int (certificate->not_before), zb_value_int (certificate->not_after),
      zb_value_bytes (certificate->der), zb_value_int (apply->act->time),
      zb_value_text (apply->act->who));
}

gboolean
zb_apply_certificate (ZbApply *apply, gconstpointer what, GError **error)
{
  if (!zb_certificate_keep (apply, what, error))
    return FALSE;
  apply->result->repeated = zb_database_changes (apply->database) == 0;
  return TRUE;
}

gboolean
zb_apply_revocation (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRevocationAct *revocation = what;
  ZbStatement *row;

  /* What was suspended may be revoked for good, from the day that it was suspended. */
  if (!zb_database_run (apply->database,
                        "UPDATE certificate SET revoked = coalesce(revoked, ?3), reason = ?4 "
                        "WHERE issuer = ?1 AND serial = ?2 "
                        "AND (revoked IS NULL OR (reason = ?5 AND ?4 <> ?5))",
                        error, zb_value_text (revocation->issuer),
                        zb_value_text (revocation->serial), zb_value_int (revocation->revoked),
                        zb_value_int (revocation->reason), zb_value_int (ZB_REASON_HOLD)))
    return FALSE;
  if (zb_database_changes (apply->database) > 0)
    return TRUE;
  if (!zb_database_query (
          apply->database, "SELECT 1 FROM certificate WHERE issuer = ?1 AND serial = ?2", &row,
          error, zb_value_text (revocation->issuer), zb_value_text (revocation->serial)))
    return FALSE;
  apply->result->repeated = row != NULL;
  if (row != NULL) {
    zb_statement_reset (row);
    return TRUE;
  }
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND, "no certificate %s was issued here",
               revocation->serial);
  return FALSE;
}

/* Reads the reason that a certificate is revoked for. */
static gboolean
read_reason (ZbApply *apply, const ZbRevocationAct *what, gint64 *ret_reason, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT coalesce(reason, -1) FROM certificate "
                          "WHERE issuer = ?1 AND serial = ?2",
                          &row, error, zb_value_text (what->issuer), zb_value_text (what->serial)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "no certificate %s was issued here", what->serial);
    return FALSE;
  }
  *ret_reason = zb_statement_int (row, 0);
  zb_statement_reset (row);
  return TRUE;
}

gboolean
zb_apply_reinstatement (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRevocationAct *reinstated = what;
  gint64 reason = 0;

  if (!read_reason (apply, reinstated, &reason, error))
    return FALSE;
  apply->result->repeated = reason < 0;
  if (reason < 0)
    return TRUE;
  if (reason != ZB_REASON_HOLD) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "the certificate %s is revoked for good", reinstated->serial);
    return FALSE;
  }
  return zb_database_run (
      apply->database,
      "UPDATE certificate SET revoked = NULL, reason = NULL WHERE issuer = ?1 AND serial = ?2",
      error, zb_value_text (reinstated->issuer), zb_value_text (reinstated->serial));
}

static gboolean
check_number (ZbApply *apply, const ZbStoredCrl *crl, GError **error)
{
  ZbStatement *row;
  gint64 last;

  if (!zb_database_query (apply->database,
                          "SELECT coalesce(max(number), -1) FROM crl WHERE issuer = ?1", &row,
                          error, zb_value_text (crl->issuer)))
    return FALSE;
  last = row != NULL ? zb_statement_int (row, 0) : -1;
  if (row != NULL)
    zb_statement_reset (row);
  if (crl->number <= G_MAXINT64 && (gint64)crl->number > last)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "revocation list %" G_GUINT64_FORMAT " comes after list %" G_GINT64_FORMAT,
               crl->number, last);
  return FALSE;
}

gboolean
zb_apply_crl (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbStoredCrl *crl = what;

  return check_number (apply, crl, error) &&
         zb_database_run (apply->database, "INSERT INTO crl VALUES (?1, ?2, ?3, ?4, ?5)", error,
                          zb_value_text (crl->issuer), zb_value_int ((gint64)crl->number),
                          zb_value_int (crl->this_update), zb_value_int (crl->next_update),
                          zb_value_bytes (crl->der));
}
