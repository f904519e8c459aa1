/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/recheck.h"

#include "server/log/log.h"
#include "server/recheck/steps.h"
#include "server/store/package.h"

ZbReceipt *
zb_recheck_read_receipt (
    ZbStore *store, guint64 leaf, ZbReceiptKind kind, const char *sender, const char *message_id)
{
  g_autoptr (ZbLeaf) stored = zb_store_read_leaf (store, leaf, NULL);
  g_autoptr (ZbReceipt) receipt = stored != NULL ? zb_log_read_receipt (store, stored, NULL) : NULL;

  if (receipt == NULL || receipt->kind != kind || g_strcmp0 (receipt->sender, sender) != 0 ||
      g_strcmp0 (receipt->message_id, message_id) != 0)
    return NULL;
  return g_steal_pointer (&receipt);
}

/* A package is named by what is in it; the columns beside it are read from it. */
static gboolean
take_package (ZbCatalogue *catalogue,
              ZbStore *store,
              const ZbStoredPackage *listed,
              ZbLogReport *report,
              GError **error)
{
  const ZbRowCheck check = {report, "package", listed->digest, listed->form};
  g_autoptr (ZbStoredPackage) stored = zb_store_read_package (store, listed->digest, error);
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbPackage) package = NULL;
  const ZbForm *form;

  if (stored == NULL)
    return FALSE;
  report->rows++;
  package = zb_package_read_bundle (listed->digest, stored->bundle, &fault);
  if (package == NULL || g_strcmp0 (zb_package_digest (package), listed->digest) != 0) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "bundle", listed->digest,
                        package != NULL ? zb_package_digest (package) : fault->message);
    return TRUE;
  }
  form = zb_package_form (package);
  zb_row_check_text (&check, "tenant", form->system, stored->tenant);
  zb_row_check_text (&check, "form", form->id, stored->form);
  zb_row_check_text (&check, "edition", form->edition, stored->edition);
  zb_row_check_int (&check, "revision", form->revision, stored->revision);
  zb_catalogue_add (catalogue, package);
  return TRUE;
}

ZbCatalogue *
zb_recheck_read_catalogue (ZbStore *store, ZbLogReport *report, GError **error)
{
  g_autoptr (GPtrArray) packages = zb_store_list_packages (store, NULL, -1, error);
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();

  for (guint i = 0; packages != NULL && i < packages->len; i++)
    if (!take_package (catalogue, store, packages->pdata[i], report, error))
      return NULL;
  return packages != NULL ? g_steal_pointer (&catalogue) : NULL;
}

static gboolean
look (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  return zb_recheck_messages (recheck, report, error) &&
         zb_recheck_commitments (recheck, report, error) &&
         zb_recheck_acknowledgements (recheck, report, error) &&
         zb_recheck_obligations (recheck, report, error) &&
         zb_recheck_totals (recheck, report, error) &&
         zb_recheck_changes (recheck, report, error) &&
         zb_recheck_publications (recheck, report, error) &&
         zb_recheck_route_tables (recheck, report, error) &&
         zb_recheck_trust_bundles (recheck, report, error) &&
         zb_recheck_authority (recheck, report, error);
}

static gboolean
has_fault (const ZbLogReport *report, const ZbLogFault *fault)
{
  for (guint i = 0; i < report->faults->len; i++)
    if (zb_log_fault_equal (report->faults->pdata[i], fault))
      return TRUE;
  return FALSE;
}

/* Rows are read one after another: what came in between two of them shows as a fault that a second
 * look does not find again. */
gboolean
zb_recheck_run (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  g_autoptr (ZbLogReport) first = zb_log_report_new ();
  g_autoptr (ZbLogReport) second = zb_log_report_new ();

  if (!look (recheck, first, error) || (first->faults->len > 0 && !look (recheck, second, error)))
    return FALSE;
  report->rows += first->rows;
  report->totals += first->totals;
  for (guint i = 0; i < second->faults->len; i++)
    if (has_fault (first, second->faults->pdata[i]))
      zb_log_report_add (report, second->faults->pdata[i]);
  return TRUE;
}
