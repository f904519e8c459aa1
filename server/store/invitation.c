/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/invitation.h"

#include "server/store/certificate-private.h"
#include "server/store/mandate-private.h"
#include "server/store/reader-private.h"

void
zb_invitation_free (ZbInvitation *invitation)
{
  if (invitation == NULL)
    return;
  g_free (invitation->handle);
  g_free (invitation->code_digest);
  g_free (invitation->unit);
  g_free (invitation->person);
  g_free (invitation->who);
  g_free (invitation);
}

gboolean
zb_apply_invitation (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbInvitation *invitation = what;

  if (!zb_database_run (
          apply->database,
          "INSERT INTO invitation (handle, code_digest, unit, person, expires, tries, time, who) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
          error, zb_value_text (invitation->handle), zb_value_text (invitation->code_digest),
          zb_value_text (invitation->unit), zb_value_text (invitation->person),
          zb_value_int (invitation->expires), zb_value_int (invitation->tries),
          zb_value_int (apply->act->time), zb_value_text (apply->act->who)))
    return FALSE;
  if (zb_database_changes (apply->database) == 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS, "there is an invitation %s already",
                 invitation->handle);
    return FALSE;
  }
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

static gboolean
spend (ZbApply *apply, gint64 invitation, GError **error)
{
  if (!zb_database_run (apply->database,
                        "UPDATE invitation SET used = ?2 "
                        "WHERE id = ?1 AND used IS NULL AND tries > 0 AND expires >= ?2",
                        error, zb_value_int (invitation), zb_value_int (apply->act->time)))
    return FALSE;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXPIRED,
               "the invitation was used, has expired, or had too many wrong codes");
  return FALSE;
}

gboolean
zb_apply_invitation_use (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbInvitationUse *use = what;

  if (!spend (apply, use->invitation, error))
    return FALSE;
  for (guint i = 0; i < use->n_certificates; i++)
    if (!zb_certificate_keep (apply, &use->certificates[i], error))
      return FALSE;
  for (guint i = 0; i < use->n_mandates; i++)
    if (!zb_mandate_grant (apply, &use->mandates[i], error))
      return FALSE;
  apply->result->id = use->invitation;
  return TRUE;
}

gboolean
zb_apply_invitation_try (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbInvitationTry *attempt = what;

  return zb_database_run (apply->database,
                          "UPDATE invitation SET tries = tries - 1 WHERE handle = ?1 AND tries > 0",
                          error, zb_value_text (attempt->handle));
}

#define SELECT_INVITATIONS                                                                         \
  "SELECT id, handle, code_digest, unit, person, expires, tries, used, who FROM invitation "

static gpointer
make_invitation (const ZbStatement *row)
{
  ZbInvitation *invitation = g_new0 (ZbInvitation, 1);

  invitation->id = zb_statement_int (row, 0);
  invitation->handle = zb_statement_dup_text (row, 1);
  invitation->code_digest = zb_statement_dup_text (row, 2);
  invitation->unit = zb_statement_dup_text (row, 3);
  invitation->person = zb_statement_dup_text (row, 4);
  invitation->expires = zb_statement_int (row, 5);
  invitation->tries = (guint)zb_statement_int (row, 6);
  invitation->used = zb_statement_int (row, 7);
  invitation->who = zb_statement_dup_text (row, 8);
  return invitation;
}

ZbInvitation *
zb_store_read_invitation (ZbStore *store, const char *handle, GError **error)
{
  return zb_reader_one (store, SELECT_INVITATIONS "WHERE handle = ?1",
                        ZB_VALUES (zb_value_text (handle)), make_invitation,
                        "there is no such invitation", error);
}

GPtrArray *
zb_store_list_invitations (ZbStore *store, GError **error)
{
  return zb_reader_list_values (store, SELECT_INVITATIONS "WHERE used IS NULL ORDER BY id", NULL, 0,
                                make_invitation, (GDestroyNotify)zb_invitation_free, error);
}
