/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cosign.h"

#include "client/cosign-note.h"
#include "client/cosigning.h"
#include "client/draft.h"
#include "client/workspace-private.h"
#include "exchange/container.h"
#include "forms/report-reader.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

static void
cosigner_free (gpointer data)
{
  ZbCosigner *cosigner = data;

  g_free (cosigner->name);
  g_free (cosigner->roles);
  g_free (cosigner);
}

void
zb_cosign_free (ZbCosign *cosign)
{
  g_free (cosign->message);
  g_free (cosign->form);
  g_free (cosign->period);
  g_free (cosign->digest);
  g_free (cosign->taken_back_by);
  g_free (cosign->remark);
  g_free (cosign->remark_by);
  g_clear_pointer (&cosign->signers, g_ptr_array_unref);
  g_free (cosign);
}

static ZbCosign *
cosign_new (void)
{
  ZbCosign *cosign = g_new0 (ZbCosign, 1);

  cosign->signers = g_ptr_array_new_with_free_func (cosigner_free);
  return cosign;
}

static void
add_signer (ZbCosign *cosign, const char *name, const char *roles, gint64 time)
{
  ZbCosigner *cosigner = g_new0 (ZbCosigner, 1);

  cosigner->name = g_strdup (name);
  cosigner->roles = g_strdup (roles);
  cosigner->time = time;
  g_ptr_array_add (cosign->signers, cosigner);
}

static const ZbForm *
find_form (ZbWorkspace *workspace, const ZbEnvelope *envelope, GError **error)
{
  ZbPackage *package = zb_catalogue_find_digest (workspace->catalogue, envelope->package);

  if (package)
    return zb_package_form (package);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
               "the form %s %s is not here yet: refresh while the server can be reached",
               envelope->form, envelope->edition);
  return NULL;
}

/* Verifies the signatures and notes who made them. *@ret_roles: in which roles. */
static gboolean
read_signers (ZbCosign *cosign,
              ZbContainer *container,
              const ZbAccount *account,
              gint64 now,
              guint *ret_roles,
              GError **error)
{
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);

  for (guint i = 0; trust && i < zb_container_n_signatures (container); i++) {
    ZbSignatureInfo info = {0};
    guint roles = ZB_SIGNING_ALL;

    if (!zb_container_verify (container, i, trust, now, NULL, NULL, &info, error))
      return FALSE;
    gboolean known = !*info.roles || zb_signing_roles_parse (info.roles, &roles, error);
    add_signer (cosign, zb_certificate_name (info.signer), info.roles, info.signing_time);
    zb_signature_info_clear (&info);
    if (!known)
      return FALSE;
    *ret_roles |= roles;
  }
  return trust != NULL;
}

static gboolean
check_unit (const ZbAccount *account, const ZbEnvelope *envelope, GError **error)
{
  if (g_strcmp0 (account->unit, envelope->sender) == 0)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "the report is of %s, not of %s",
               envelope->sender, account->unit ? account->unit : account->name);
  return FALSE;
}

static gboolean
fill_mine (ZbWorkspace *workspace,
           const ZbAccount *account,
           const ZbForm *form,
           ZbCosign *cosign,
           GError **error)
{
  guint held = 0;

  if (!zb_cosign_held (workspace, account, form, &held, error))
    return FALSE;
  cosign->mine = zb_cosign_next (cosign->missing, held);
  return TRUE;
}

ZbCosign *
zb_cosign_read (ZbWorkspace *workspace,
                const ZbAccount *account,
                const char *source,
                GBytes *bytes,
                GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open (source, bytes, error);
  const ZbEnvelope *envelope = container ? zb_container_envelope (container) : NULL;
  g_autoptr (ZbCosign) cosign = cosign_new ();
  guint roles = 0;

  if (!envelope || !check_unit (account, envelope, error))
    return NULL;
  const ZbForm *form = find_form (workspace, envelope, error);
  if (!form ||
      !read_signers (cosign, container, account, zb_workspace_now (workspace), &roles, error))
    return NULL;
  cosign->message = g_strdup (envelope->message_id);
  cosign->form = g_strdup (envelope->form);
  cosign->period = g_strdup (envelope->period);
  cosign->digest = g_strdup (zb_container_digest (container));
  cosign->missing = form->filing.roles & ~roles;
  cosign->time = zb_workspace_now (workspace);
  if (cosign->signers->len == 0 || !cosign->missing) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "%s: %s", source,
                 cosign->missing ? "nobody has signed it yet" : "all have signed it");
    return NULL;
  }
  return fill_mine (workspace, account, form, cosign, error) ? g_steal_pointer (&cosign) : NULL;
}

/* "name TAB roles TAB time" on a line for each. */
static char *
write_signers (const ZbCosign *cosign)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cosign->signers->len; i++) {
    const ZbCosigner *signer = cosign->signers->pdata[i];
    g_string_append_printf (text, "%s\t%s\t%" G_GINT64_FORMAT "\n", signer->name, signer->roles,
                            signer->time);
  }
  return g_string_free (text, FALSE);
}

static void
fill_signers (ZbCosign *cosign, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] && *lines[i]; i++) {
    g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 3);
    if (g_strv_length (parts) == 3)
      add_signer (cosign, parts[0], parts[1], g_ascii_strtoll (parts[2], NULL, 10));
  }
}

/* " CZ-00 KB-01 ", by which the drafts of a set are found. */
static char *
list_forms (GBytes *bytes, GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open ("the container", bytes, error);
  GString *forms = container ? g_string_new (" ") : NULL;

  for (guint i = 0; forms && i < zb_container_envelope (container)->payloads->len; i++) {
    const ZbPayload *payload = zb_container_envelope (container)->payloads->pdata[i];
    g_autofree char *name = g_path_get_basename (payload->name);
    const char *form = strchr (name, '-');

    if (form && g_str_has_suffix (form, ".xml"))
      g_string_append_printf (forms, "%.*s ", (int)(strlen (form) - strlen ("-.xml")), form + 1);
  }
  return forms ? g_string_free (forms, FALSE) : NULL;
}

/* What was signed before of the same report counts no more. What is void because of a draft counts
 * again once the draft is gone, unless the report was signed anew. */
static gboolean
settle (ZbWorkspace *workspace, const ZbAccount *account, const ZbCosign *cosign, GError **error)
{
  return zb_database_run (workspace->database,
                          "update cosign set voided = 1 where account = ?1 and form = ?2 and "
                          "period = ?3 and message < (select max (message) from cosign where "
                          "account = ?1 and form = ?2 and period = ?3)",
                          error, zb_value_int (account->id), zb_value_text (cosign->form),
                          zb_value_text (cosign->period)) &&
         zb_database_run (
             workspace->database,
             "update cosign set voided = 0 where account = ?1 and message = ?2 and remark is not "
             "'' "
             "and not exists (select 1 from draft d where d.account = ?1 and "
             "d.period = cosign.period and instr (forms, ' ' || d.form || ' ') > 0) "
             "and not exists (select 1 from cosign n where n.account = ?1 and n.form = cosign.form "
             "and n.period = cosign.period and n.message > ?2) "
             "and not exists (select 1 from message m where m.account = ?1 and "
             "m.form = cosign.form and m.period = cosign.period and m.id > ?2)",
             error, zb_value_int (account->id), zb_value_text (cosign->message));
}

static gboolean
keep (ZbWorkspace *workspace,
      const ZbAccount *account,
      const ZbCosign *cosign,
      GBytes *bytes,
      gboolean adopt,
      GError **error)
{
  g_autofree char *signers = write_signers (cosign);
  g_autofree char *forms = list_forms (bytes, error);

  return forms &&
         zb_database_run (
             workspace->database,
             "insert into cosign (message, account, form, forms, period, container, digest, "
             "missing, signers, signed, time) values (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11) "
             "on conflict (message, account) do update set container = ?6, digest = ?7, "
             "missing = ?8, signers = ?9, signed = ?10, time = ?11, "
             "remark = null, remark_by = null "
             "where remark is not '' and (signed < ?10 or (?12 and signed = ?10 and digest <> ?7))",
             error, zb_value_text (cosign->message), zb_value_int (account->id),
             zb_value_text (cosign->form), zb_value_text (forms), zb_value_text (cosign->period),
             zb_value_bytes (bytes), zb_value_text (cosign->digest), zb_value_int (cosign->missing),
             zb_value_text (signers), zb_value_int (cosign->signers->len),
             zb_value_int (cosign->time), zb_value_int (adopt)) &&
         settle (workspace, account, cosign, error);
}

static ZbCosign *
read_and_keep (ZbWorkspace *workspace,
               const ZbAccount *account,
               const char *source,
               GBytes *bytes,
               gboolean adopt,
               GError **error)
{
  g_autoptr (ZbCosign) cosign = zb_cosign_read (workspace, account, source, bytes, error);

  if (!cosign || !keep (workspace, account, cosign, bytes, adopt, error))
    return NULL;
  return zb_cosign_get (workspace, account, cosign->message, error);
}

ZbCosign *
zb_cosign_keep (ZbWorkspace *workspace,
                const ZbAccount *account,
                const char *source,
                GBytes *bytes,
                GError **error)
{
  return read_and_keep (workspace, account, source, bytes, FALSE, error);
}

ZbCosign *
zb_cosign_adopt (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 const char *source,
                 GBytes *bytes,
                 GError **error)
{
  return read_and_keep (workspace, account, source, bytes, TRUE, error);
}

static ZbCosign *
from_row (ZbWorkspace *workspace, const ZbAccount *account, const ZbStatement *row)
{
  ZbCosign *cosign = cosign_new ();
  ZbPeriod period;

  cosign->message = zb_statement_dup_text (row, 0);
  cosign->form = zb_statement_dup_text (row, 1);
  cosign->period = zb_statement_dup_text (row, 2);
  cosign->digest = zb_statement_dup_text (row, 3);
  cosign->missing = (guint)zb_statement_int (row, 4);
  fill_signers (cosign, zb_statement_text (row, 5));
  cosign->voided = zb_statement_int (row, 6) != 0;
  cosign->remark = zb_statement_dup_text (row, 7);
  cosign->remark_by = zb_statement_dup_text (row, 8);
  cosign->time = zb_statement_int (row, 9);
  if (cosign->remark && !*cosign->remark) {
    cosign->taken_back_by = g_steal_pointer (&cosign->remark_by);
    g_clear_pointer (&cosign->remark, g_free);
  }
  ZbPackage *package = zb_period_parse (cosign->period, &period, NULL)
                           ? zb_catalogue_find (workspace->catalogue, cosign->form, period, NULL)
                           : NULL;
  if (package && !cosign->voided)
    fill_mine (workspace, account, zb_package_form (package), cosign, NULL);
  return cosign;
}

/* What has gone into the outbox since, or which the server knows, waits for nobody. */
#define SELECT                                                                                     \
  "select message, form, period, digest, missing, signers, voided, remark, remark_by, time "       \
  "from cosign c where account = ?1 and not exists (select 1 from message m where "                \
  "m.id = c.message) and not exists (select 1 from obligation o where o.account = c.account "      \
  "and o.message >= c.message and o.form = c.form and o.period = c.period) "

static GPtrArray *
list_where (ZbWorkspace *workspace,
            const ZbAccount *account,
            const char *sql,
            const char *a,
            const char *b,
            GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_cosign_free);
  g_autoptr (ZbStatement) rows = zb_statement_new (workspace->database, sql, error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account->id), zb_value_text (a),
                                   zb_value_text (b)))
    return NULL;
  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&list);
    g_ptr_array_add (list, from_row (workspace, account, rows));
  }
}

GPtrArray *
zb_cosign_list (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  return list_where (workspace, account,
                     SELECT "and ?2 is null and ?3 is null order by message desc", NULL, NULL,
                     error);
}

ZbCosign *
zb_cosign_find (ZbWorkspace *workspace,
                const ZbAccount *account,
                const char *form,
                const char *period,
                GError **error)
{
  g_autoptr (GPtrArray) list = list_where (
      workspace, account,
      SELECT "and instr (forms, ' ' || ?2 || ' ') > 0 and period = ?3 order by message desc", form,
      period, error);

  return list && list->len > 0 ? g_ptr_array_steal_index (list, 0) : NULL;
}

ZbCosign *
zb_cosign_get (ZbWorkspace *workspace,
               const ZbAccount *account,
               const char *message,
               GError **error)
{
  g_autoptr (GPtrArray) list = list_where (
      workspace, account, SELECT "and message = ?2 and ?3 is null", message, NULL, error);

  if (list && list->len > 0)
    return g_ptr_array_steal_index (list, 0);
  if (list)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "no report with the number %s waits for signatures here", message);
  return NULL;
}

GBytes *
zb_cosign_get_container (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *message,
                         GError **error)
{
  g_autoptr (ZbCosign) known = zb_cosign_get (workspace, account, message, error);
  ZbStatement *row = NULL;

  if (!known ||
      !zb_database_query (workspace->database,
                          "select container from cosign where message = ? and account = ?", &row,
                          error, zb_value_text (message), zb_value_int (account->id)))
    return NULL;
  GBytes *bytes = zb_statement_dup_bytes (row, 0);
  zb_statement_reset (row);
  return bytes;
}

static GPtrArray *
read_reports (ZbWorkspace *workspace, const char *source, GBytes *bytes, GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open (source, bytes, error);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  for (guint i = 0; container && i < zb_container_envelope (container)->payloads->len; i++) {
    gsize length = 0;
    gconstpointer body = g_bytes_get_data (zb_container_body (container, i), &length);
    ZbReport *report = zb_report_read (source, body, length, workspace->catalogue, error);

    if (!report)
      return NULL;
    g_ptr_array_add (reports, report);
  }
  return container ? g_steal_pointer (&reports) : NULL;
}

GPtrArray *
zb_cosign_get_reports (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const char *message,
                       GError **error)
{
  g_autoptr (GBytes) bytes = zb_cosign_get_container (workspace, account, message, error);

  return bytes ? read_reports (workspace, message, bytes, error) : NULL;
}

gboolean
zb_cosign_put (ZbWorkspace *workspace,
               const ZbAccount *account,
               const GPtrArray *reports,
               const ZbSealed *sealed,
               GError **error)
{
  g_autoptr (ZbCosign) cosign =
      zb_cosign_read (workspace, account, sealed->message_id, sealed->container, error);
  g_autoptr (ZbTransaction) transaction =
      cosign ? zb_transaction_begin (workspace->database, error) : NULL;

  if (!transaction)
    return FALSE;
  for (guint i = 0; i < reports->len; i++) {
    g_autofree char *period = zb_period_to_string (zb_report_period (reports->pdata[i]));

    if (!zb_draft_drop (workspace, account, zb_report_form (reports->pdata[i])->id, period, error))
      return FALSE;
  }
  return keep (workspace, account, cosign, sealed->container, FALSE, error) &&
         zb_transaction_commit (transaction, error);
}

gboolean
zb_cosign_take_back (ZbWorkspace *workspace,
                     const ZbAccount *account,
                     const char *message,
                     GError **error)
{
  g_autoptr (GPtrArray) reports = zb_cosign_get_reports (workspace, account, message, error);

  /* A trigger of the database voids the signatures with the first draft. */
  for (guint i = 0; reports && i < reports->len; i++)
    if (!zb_draft_save (workspace, account, reports->pdata[i], error))
      return FALSE;
  g_autofree char *person = zb_account_person (account);
  return reports != NULL && zb_cosign_note_taken_back (workspace, account, message, person, error);
}

gboolean
zb_cosign_drop (ZbWorkspace *workspace,
                const ZbAccount *account,
                const char *message,
                GError **error)
{
  return zb_database_run (workspace->database,
                          "delete from cosign where message = ? and account = ?", error,
                          zb_value_text (message), zb_value_int (account->id));
}
