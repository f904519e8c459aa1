/* SPDX-License-Identifier: Apache-2.0 */
#include "client/pending-enrolment.h"

#include "client/workspace-private.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/signer-program.h"
#include "exchange/token.h"
#include "storage/statement.h"

#include <glib/gstdio.h>
#include <string.h>

void
zb_pending_enrolment_free (ZbPendingEnrolment *pending)
{
  g_free (pending->invitation);
  g_free (pending->key);
  g_clear_pointer (&pending->signing, zb_key_free);
  g_clear_pointer (&pending->tls, zb_key_free);
  g_clear_pointer (&pending->signing_request, g_bytes_unref);
  g_clear_pointer (&pending->tls_request, g_bytes_unref);
  g_free (pending->signing_file);
  g_free (pending->tls_file);
  g_free (pending);
}

static char *
name_of (const ZbInvitationText *invitation)
{
  g_autofree char *text = g_strjoin ("\n", invitation->url, invitation->code, NULL);

  return zb_digest_hex_of (text, strlen (text));
}

static char *
path_of (const ZbWorkspace *workspace, const char *name)
{
  return g_build_filename (workspace->path, "keys", name, NULL);
}

static gboolean
read_row (ZbWorkspace *workspace, ZbPendingEnrolment *pending, gboolean *ret_found, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database,
                          "select key, signing_request, tls_request, signing_file, tls_file "
                          "from enrolment where invitation = ?",
                          &row, error, zb_value_text (pending->invitation)))
    return FALSE;
  *ret_found = row != NULL;
  if (!row)
    return TRUE;
  pending->key = zb_statement_dup_text (row, 0);
  pending->signing_request = zb_statement_dup_bytes (row, 1);
  pending->tls_request = zb_statement_dup_bytes (row, 2);
  pending->signing_file = path_of (workspace, zb_statement_text (row, 3));
  pending->tls_file = path_of (workspace, zb_statement_text (row, 4));
  zb_statement_reset (row);
  return TRUE;
}

ZbPendingEnrolment *
zb_pending_enrolment_find (ZbWorkspace *workspace,
                           const ZbInvitationText *invitation,
                           const char *passphrase,
                           const char *const *words,
                           GError **error)
{
  g_autoptr (ZbPendingEnrolment) pending = g_new0 (ZbPendingEnrolment, 1);
  gboolean found;

  pending->invitation = name_of (invitation);
  if (!read_row (workspace, pending, &found, error) || !found)
    return NULL;
  gboolean in_file = g_file_test (pending->signing_file, G_FILE_TEST_EXISTS);
  if (in_file != (words == NULL)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION,
                 in_file ? "the enrolment was begun before, with a passphrase: finish it with that"
                         : "the enrolment was begun before, with a signing program: finish it with "
                           "that");
    return NULL;
  }
  pending->signing = in_file ? zb_key_read_pem (pending->signing_file, passphrase, error) : NULL;
  if (in_file && !pending->signing) {
    g_prefix_error (error, "the enrolment was begun before: ");
    return NULL;
  }
  pending->tls = zb_key_read_pem (pending->tls_file, NULL, error);
  return pending->tls ? g_steal_pointer (&pending) : NULL;
}

static gboolean
make_signing_key (ZbPendingEnrolment *pending,
                  const ZbInvitationText *invitation,
                  const char *passphrase,
                  const ZbKey *own,
                  GError **error)
{
  pending->signing = own ? zb_key_share (own) : zb_key_generate ("p256", error);
  pending->signing_request = pending->signing ? zb_key_request (pending->signing, invitation->name,
                                                                invitation->unit, error)
                                              : NULL;
  return pending->signing_request &&
         zb_key_write_pem (pending->signing, pending->signing_file, passphrase, error);
}

static gboolean
make_tls_key (ZbPendingEnrolment *pending, const ZbInvitationText *invitation, GError **error)
{
  pending->tls = zb_key_generate ("p256", error);
  pending->tls_request =
      pending->tls ? zb_key_request (pending->tls, invitation->name, invitation->unit, error)
                   : NULL;
  return pending->tls_request && zb_key_write_pem (pending->tls, pending->tls_file, NULL, error);
}

static gboolean
make_keys (ZbPendingEnrolment *pending,
           const ZbInvitationText *invitation,
           const char *passphrase,
           const char *const *words,
           const ZbKey *own,
           GError **error)
{
  if (!words)
    return make_signing_key (pending, invitation, passphrase, own, error) &&
           make_tls_key (pending, invitation, error);
  pending->signing_request =
      zb_token_is_uri (words[0])
          ? zb_token_request (words[0], passphrase, invitation->name, invitation->unit, error)
          : zb_signer_program_request (words, invitation->name, invitation->unit, error);
  return pending->signing_request && make_tls_key (pending, invitation, error);
}

ZbPendingEnrolment *
zb_pending_enrolment_begin (ZbWorkspace *workspace,
                            const ZbInvitationText *invitation,
                            const char *passphrase,
                            const char *const *words,
                            const ZbKey *own,
                            GError **error)
{
  g_autoptr (ZbPendingEnrolment) pending = g_new0 (ZbPendingEnrolment, 1);
  g_autofree char *stem =
      g_strdup_printf ("%s-%" G_GINT64_FORMAT, invitation->unit ? invitation->unit : "staff",
                       zb_workspace_now (workspace));
  g_autofree char *signing_name = g_strconcat (stem, "-signing.pem", NULL);
  g_autofree char *tls_name = g_strconcat (stem, "-tls.pem", NULL);

  pending->invitation = name_of (invitation);
  pending->key = g_uuid_string_random ();
  pending->signing_file = path_of (workspace, signing_name);
  pending->tls_file = path_of (workspace, tls_name);
  if (!make_keys (pending, invitation, passphrase, words, own, error) ||
      !zb_database_run (workspace->database,
                        "insert into enrolment (invitation, key, signing_request, tls_request, "
                        "signing_file, tls_file, created) values (?,?,?,?,?,?,?)",
                        error, zb_value_text (pending->invitation), zb_value_text (pending->key),
                        zb_value_bytes (pending->signing_request),
                        zb_value_bytes (pending->tls_request), zb_value_text (signing_name),
                        zb_value_text (tls_name), zb_value_int (zb_workspace_now (workspace))))
    return NULL;
  return g_steal_pointer (&pending);
}

gboolean
zb_pending_enrolment_finish (ZbWorkspace *workspace,
                             const ZbPendingEnrolment *pending,
                             GError **error)
{
  if (!zb_database_run (workspace->database, "delete from enrolment where invitation = ?", error,
                        zb_value_text (pending->invitation)))
    return FALSE;
  g_unlink (pending->signing_file);
  return TRUE;
}

gboolean
zb_pending_enrolment_drop (ZbWorkspace *workspace,
                           const ZbPendingEnrolment *pending,
                           GError **error)
{
  if (!zb_pending_enrolment_finish (workspace, pending, error))
    return FALSE;
  g_unlink (pending->tls_file);
  return TRUE;
}
