/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cosign-box.h"

#include "client/cosign-note.h"
#include "client/workspace-private.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

static gboolean
keep_roles (ZbWorkspace *workspace, const ZbAccount *account, const ZbJson *tenant, GError **error)
{
  const char *text = zb_json_get_string (tenant, "roles");
  guint roles = 0;

  if (!text || (*text && !zb_signing_roles_parse (text, &roles, error)))
    return !text;
  return zb_database_run (workspace->database,
                          "insert or replace into signing_role (account, tenant, roles) "
                          "values (?,?,?)",
                          error, zb_value_int (account->id),
                          zb_value_text (zb_json_get_string (tenant, "id")), zb_value_int (roles));
}

static gboolean
sync_roles (ZbWorkspace *workspace, const ZbAccount *account, ZbSession *session, GError **error)
{
  g_autofree char *path = zb_session_path ("/v1/me", "unit", account->unit, NULL);
  g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
  g_autoptr (ZbTransaction) transaction =
      answer ? zb_transaction_begin (workspace->database, error) : NULL;
  const ZbJson *tenants = answer ? zb_json_get (answer, "tenants") : NULL;

  if (!transaction ||
      !zb_database_run (workspace->database, "delete from signing_role where account = ?", error,
                        zb_value_int (account->id)))
    return FALSE;
  for (guint i = 0; tenants && i < zb_json_length (tenants); i++)
    if (!keep_roles (workspace, account, zb_json_at (tenants, i), error))
      return FALSE;
  return zb_transaction_commit (transaction, error);
}

static char *
path_of (const ZbAccount *account, const char *message, const char *what)
{
  g_autofree char *plain = g_strdup_printf ("/v1/cosign/%s%s", message, what);

  return zb_session_path (plain, "unit", account->unit, NULL);
}

/* Fetches one that is not here in this form. Others' mistakes keep nothing else from coming, nor
 * does what was sent or taken back a moment ago. */
static gboolean
fetch (ZbWorkspace *workspace,
       const ZbAccount *account,
       ZbSession *session,
       const char *message,
       GError **error)
{
  g_autofree char *path = path_of (account, message, "");
  GError *failure = NULL;
  g_autoptr (GBytes) bytes = zb_session_get_bytes (session, path, &failure);

  if (bytes) {
    g_autoptr (ZbCosign) kept = zb_cosign_adopt (workspace, account, message, bytes, NULL);
    return TRUE;
  }
  if (zb_session_problem (session)) {
    g_error_free (failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

/* What is in the box is fetched, or taken out where it was taken back here without the server. */
static gboolean
look_at (ZbWorkspace *workspace,
         const ZbAccount *account,
         ZbSession *session,
         const ZbJson *waiting,
         GError **error)
{
  const char *message = zb_json_get_string (waiting, "message");
  const char *digest = zb_json_get_string (waiting, "digest");
  const char *remark = zb_json_get_string (waiting, "remark");

  if (!message || !digest || strlen (message) > 64)
    return TRUE;
  g_autoptr (ZbCosign) known = zb_cosign_get (workspace, account, message, NULL);
  if (known && known->taken_back_by)
    return zb_cosign_box_end (account, session, message, error);
  if ((!known || known->voided || strcmp (known->digest, digest) != 0) &&
      !fetch (workspace, account, session, message, error))
    return FALSE;
  return !remark || zb_cosign_note_remark (workspace, account, message, remark,
                                           zb_json_get_string (waiting, "remark_by"), error);
}

static gboolean
note_taken_back (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 const ZbJson *taken,
                 GError **error)
{
  const char *message = zb_json_get_string (taken, "message");
  const char *by = zb_json_get_string (taken, "by");

  return !message || !by || zb_cosign_note_taken_back (workspace, account, message, by, error);
}

gboolean
zb_cosign_box_sync (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    ZbSession *session,
                    GError **error)
{
  g_autofree char *path = zb_session_path ("/v1/cosign", "unit", account->unit, NULL);

  if (!sync_roles (workspace, account, session, error))
    return FALSE;
  g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
  const ZbJson *waiting = answer ? zb_json_get (answer, "waiting") : NULL;
  const ZbJson *taken = answer ? zb_json_get (answer, "taken_back") : NULL;
  for (guint i = 0; waiting && i < zb_json_length (waiting); i++)
    if (!look_at (workspace, account, session, zb_json_at (waiting, i), error))
      return FALSE;
  for (guint i = 0; taken && i < zb_json_length (taken); i++)
    if (!note_taken_back (workspace, account, zb_json_at (taken, i), error))
      return FALSE;
  return answer != NULL;
}

gboolean
zb_cosign_box_put (ZbWorkspace *workspace,
                   const ZbAccount *account,
                   ZbSession *session,
                   const char *message,
                   GError **error)
{
  g_autoptr (GBytes) bytes = zb_cosign_get_container (workspace, account, message, error);

  if (bytes && g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_SMALL_MESSAGE) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                 "the report is too large for the bureau's box: hand it over as a file");
    return FALSE;
  }
  g_autoptr (ZbJson) answer =
      bytes ? zb_session_post (session, "/v1/cosign", ZB_MIME_ASICE, bytes, NULL, error) : NULL;
  return answer != NULL;
}

gboolean
zb_cosign_box_return (ZbWorkspace *workspace,
                      const ZbAccount *account,
                      ZbSession *session,
                      const char *message,
                      const char *remark,
                      GError **error)
{
  g_autofree char *path = path_of (account, message, "/return");
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  GError *failure = NULL;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "remark", remark);
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  /* What came as a file is put there first, so that who signed before finds it with the remark. */
  if (!zb_cosign_box_put (workspace, account, session, message, &failure)) {
    const ZbProblem *problem = zb_session_problem (session);
    if (!problem || strcmp (problem->code, "stale") != 0) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    g_clear_error (&failure);
  }
  g_autoptr (ZbJson) answer = zb_session_post (session, path, ZB_MIME_JSON, body, NULL, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_autofree char *person = zb_account_person (account);
  return zb_cosign_note_remark (workspace, account, message, remark, person, error);
}

gboolean
zb_cosign_box_end (const ZbAccount *account,
                   ZbSession *session,
                   const char *message,
                   GError **error)
{
  g_autofree char *path = path_of (account, message, "/end");
  g_autoptr (GBytes) empty = g_bytes_new_static ("{}", 2);
  GError *failure = NULL;
  g_autoptr (ZbJson) answer = zb_session_post (session, path, ZB_MIME_JSON, empty, NULL, &failure);
  const ZbProblem *problem = zb_session_problem (session);
  gboolean gone =
      problem && (strcmp (problem->code, "not-found") == 0 || strcmp (problem->code, "stale") == 0);

  if (failure && gone)
    g_clear_error (&failure);
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
