/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cosigning.h"

#include "client/outbox-table.h"
#include "client/workspace-private.h"
#include "exchange/container.h"
#include "storage/statement.h"

#include <string.h>

/* Ordinary reports; 0 is the most urgent. */
#define PRIORITY 1

gboolean
zb_cosign_held (ZbWorkspace *workspace,
                const ZbAccount *account,
                const ZbForm *form,
                guint *ret_roles,
                GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database,
                          "select roles from signing_role where account = ? and tenant = ?", &row,
                          error, zb_value_int (account->id), zb_value_text (form->system)))
    return FALSE;
  *ret_roles = ZB_SIGNING_ALL;
  if (row) {
    *ret_roles = (guint)zb_statement_int (row, 0);
    zb_statement_reset (row);
  }
  return TRUE;
}

static gboolean
fail_role (GError **error, const char *before, guint roles, const char *behind)
{
  g_autofree char *words = zb_signing_roles_to_words (roles, "en");

  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ROLE, "%s%s%s", before, words, behind);
  return FALSE;
}

guint
zb_cosign_next (guint missing, guint held)
{
  guint next = 0;

  for (guint first = zb_signing_roles_first (missing); first && (first & held);
       first = zb_signing_roles_first (missing & ~next))
    next |= first;
  return next;
}

gboolean
zb_cosign_choose (guint missing, guint held, guint wanted, guint *ret_roles, GError **error)
{
  guint next = zb_cosign_next (missing, held & (wanted ? wanted : held));

  if (wanted & ~held)
    return fail_role (error, "you may not sign for this enterprise as ", wanted & ~held, "");
  if (wanted & ~missing)
    return fail_role (error, "nobody need sign any more as ", wanted & ~missing, "");
  if (next == 0 || (wanted & ~next))
    return fail_role (error, "the ", zb_signing_roles_first (missing & ~next), " must sign first");
  *ret_roles = next;
  return TRUE;
}

gboolean
zb_cosign_seal (ZbWorkspace *workspace,
                const ZbAccount *account,
                const GPtrArray *reports,
                ZbSigner *signer,
                guint wanted,
                guint priority,
                ZbSealed *ret_sealed,
                guint *ret_missing,
                GError **error)
{
  const ZbForm *form = zb_report_form (reports->pdata[0]);
  guint asked = form->filing.roles, held = 0, roles = 0;
  ZbSealed sealed = {0};

  if (!zb_cosign_held (workspace, account, form, &held, error) ||
      (asked && !zb_cosign_choose (asked, held, wanted, &roles, error)) ||
      !zb_seal_reports_as (account, reports, signer, roles, (asked & ~roles) != 0, priority,
                           zb_workspace_now (workspace), &sealed, error))
    return FALSE;
  gboolean put = asked & ~roles ? zb_cosign_put (workspace, account, reports, &sealed, error)
                                : zb_outbox_put_reports (workspace, account, reports, &sealed,
                                                         priority, error);
  if (!put) {
    zb_sealed_clear (&sealed);
    return FALSE;
  }
  *ret_sealed = sealed;
  *ret_missing = asked & ~roles;
  return TRUE;
}

/* All have signed: what goes into the outbox. */
static gboolean
post (ZbWorkspace *workspace,
      const ZbAccount *account,
      const char *message,
      const GPtrArray *reports,
      GBytes *bytes,
      ZbSigner *signer,
      GError **error)
{
  ZbSealed sealed = {.message_id = g_strdup (message), .container = g_bytes_ref (bytes)};
  gboolean done;

  sealed.commitment = zb_seal_commit (bytes, signer, zb_workspace_now (workspace), error);
  done = sealed.commitment &&
         zb_outbox_put_reports (workspace, account, reports, &sealed, PRIORITY, error) &&
         zb_cosign_drop (workspace, account, message, error);
  zb_sealed_clear (&sealed);
  return done;
}

static gboolean
check_stands (const ZbAccount *account, const ZbCosign *cosign, GError **error)
{
  g_autofree char *person = zb_account_person (account);

  if (!cosign->voided)
    return TRUE;
  if (cosign->taken_back_by && strcmp (cosign->taken_back_by, person) != 0)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_VOID,
                 "%s has taken the report back to change it: wait for the new one",
                 cosign->taken_back_by);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_VOID,
                 "the report was changed after it had been signed: sign it anew");
  return FALSE;
}

gboolean
zb_cosign_sign (ZbWorkspace *workspace,
                const ZbAccount *account,
                const char *message,
                ZbSigner *signer,
                guint wanted,
                guint *ret_missing,
                GError **error)
{
  g_autoptr (ZbCosign) cosign = zb_cosign_get (workspace, account, message, error);
  g_autoptr (GPtrArray) reports =
      cosign ? zb_cosign_get_reports (workspace, account, message, error) : NULL;
  g_autoptr (GBytes) bytes =
      reports ? zb_cosign_get_container (workspace, account, message, error) : NULL;
  guint held = 0, roles = 0;

  if (!bytes)
    return FALSE;
  if (!check_stands (account, cosign, error))
    return FALSE;
  if (!zb_cosign_held (workspace, account, zb_report_form (reports->pdata[0]), &held, error) ||
      !zb_cosign_choose (cosign->missing, held, wanted, &roles, error))
    return FALSE;
  g_autofree char *text = zb_signing_roles_to_text (roles);
  g_autoptr (GBytes) more =
      zb_container_sign_as (bytes, signer, text, zb_workspace_now (workspace), TRUE, error);
  if (!more)
    return FALSE;
  if (cosign->missing & ~roles) {
    g_autoptr (ZbCosign) kept = zb_cosign_keep (workspace, account, message, more, error);
    if (!kept)
      return FALSE;
  } else if (!post (workspace, account, message, reports, more, signer, error)) {
    return FALSE;
  }
  *ret_missing = cosign->missing & ~roles;
  return TRUE;
}
