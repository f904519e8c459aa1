/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/route-table.h"
#include "server/log/log.h"
#include "server/recheck/steps.h"
#include "server/store/relayed.h"
#include "server/store/route-table.h"

#include <string.h>

static gboolean
check_table (const ZbRecheck *recheck, const ZbStoredRouteTable *stored, ZbLogReport *report)
{
  g_autofree char *row = zb_row_key (stored->id);
  const ZbRowCheck check = {report, "route_table", row, NULL};
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbRouteTable) table = zb_route_table_read ("routes.xml", stored->statement, &fault);

  report->rows++;
  if (table == NULL) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "statement", NULL, fault->message);
    return TRUE;
  }
  zb_row_check_int (&check, "version", table->version, stored->version);
  zb_recheck_signature (recheck, &check, "signature", stored->statement, stored->signature,
                        stored->signer, stored->who);
  if (stored->second_signature != NULL)
    zb_recheck_signature (recheck, &check, "second_signature", stored->statement,
                          stored->second_signature, stored->second_signer, stored->second);
  else if (stored->confirmed != 0)
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "second_signature", NULL, NULL);
  return TRUE;
}

gboolean
zb_recheck_route_tables (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  gint64 after = 0;
  guint n;

  do {
    g_autoptr (GPtrArray) page =
        zb_store_list_route_tables (recheck->store, after, ZB_STORE_MAX_PAGE, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      const ZbStoredRouteTable *stored = g_ptr_array_index (page, i);

      check_table (recheck, stored, report);
      after = stored->id;
    }
  } while (n == ZB_STORE_MAX_PAGE);
  return TRUE;
}

/* What the receipts say of a message's way. */
typedef struct {
  ZbForwardState state;
  char *arrival, *outcome; /* (nullable) digests of the next node's evidence */
} Way;

static void
way_clear (Way *way)
{
  g_free (way->arrival);
  g_free (way->outcome);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Way, way_clear)

static void
take_receipt (Way *way, const ZbReceipt *receipt)
{
  gboolean forwarded = g_strcmp0 (receipt->outcome, "forwarded") == 0;
  char **place = forwarded ? &way->arrival : &way->outcome;

  if (g_strcmp0 (receipt->outcome, "undelivered") == 0) {
    way->state = ZB_FORWARD_HELD;
    return;
  }
  way->state = forwarded ? ZB_FORWARD_PASSED : ZB_FORWARD_DELIVERED;
  g_free (*place);
  *place = g_strdup (receipt->evidence);
}

static gboolean
read_way (ZbStore *store, gint64 message, Way *way, GError **error)
{
  g_autoptr (GPtrArray) leaves = zb_store_list_receipts (store, message, error);

  for (guint i = 0; leaves != NULL && i < leaves->len; i++) {
    const ZbLeaf *leaf = g_ptr_array_index (leaves, i);
    g_autoptr (ZbReceipt) receipt =
        leaf->kind == ZB_RECEIPT_DELIVERY ? zb_log_read_receipt (store, leaf, NULL) : NULL;

    if (receipt != NULL)
      take_receipt (way, receipt);
  }
  return leaves != NULL;
}

static void
check_evidence (const ZbRowCheck *check, const char *field, const char *digest, GBytes *evidence)
{
  g_autofree char *found = evidence != NULL ? zb_digest_hex_of_bytes (evidence) : NULL;

  zb_row_check_text (check, field, digest, found);
}

/* The row of a message that goes on, beside the receipts that were given for each step. */
static gboolean
check_forward (const ZbRecheck *recheck,
               const ZbRowCheck *check,
               const ZbForward *forward,
               const ZbReceipt *outcome,
               GError **error)
{
  g_auto (Way) way = {.state = ZB_FORWARD_WAITING};

  if (!read_way (recheck->store, forward->message, &way, error))
    return FALSE;
  check->report->rows++;
  zb_row_check_text (check, "next", outcome->next, forward->next);
  zb_row_check_text (check, "route", outcome->route, forward->route);
  zb_row_check_int (check, "route_version", outcome->route_version, forward->route_version);
  zb_row_check_text (check, "state", zb_forward_state_name (way.state),
                     zb_forward_state_name (forward->state));
  check_evidence (check, "r1", way.arrival, forward->r1);
  check_evidence (check, "outcome", way.outcome, forward->outcome);
  return TRUE;
}

/* The nodes it passed, each by what it signed of this very container. */
static gboolean
check_hops (const ZbRecheck *recheck,
            const ZbMessage *message,
            const char *name,
            ZbLogReport *report,
            GError **error)
{
  g_autoptr (GPtrArray) hops = zb_store_list_hops (recheck->store, message->id, error);

  for (guint i = 0; hops != NULL && i < hops->len; i++) {
    g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT "/%u", message->id, i);
    const ZbRowCheck check = {report, "message_hop", row, name};
    g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (g_ptr_array_index (hops, i), NULL);

    report->rows++;
    if (receipt == NULL)
      zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "evidence", NULL, NULL);
    else
      zb_row_check_text (&check, "evidence", message->digest, receipt->container);
  }
  return hops != NULL;
}

/* A decision that was handed on: the row beside the R4 that was given for it. */
static gboolean
check_relayed (const ZbRecheck *recheck,
               const char *name,
               const ZbRelayed *relayed,
               ZbLogReport *report,
               GError **error)
{
  g_autofree char *row = zb_row_key (relayed->leaf);
  const ZbRowCheck check = {report, "relayed_decision", row, name};
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbLeaf) leaf = zb_store_read_leaf (recheck->store, (guint64)relayed->leaf, &fault);
  g_autoptr (ZbReceipt) receipt = leaf != NULL && leaf->kind == ZB_RECEIPT_DECISION
                                      ? zb_log_read_receipt (recheck->store, leaf, NULL)
                                      : NULL;

  if (fault != NULL && !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  report->rows++;
  if (receipt == NULL || receipt->relays == 0) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_UNLOGGED, NULL, NULL, NULL);
    return TRUE;
  }
  zb_row_check_text (&check, "origin", receipt->origin, relayed->origin);
  check_evidence (&check, "evidence", receipt->evidence, relayed->evidence);
  return TRUE;
}

static gboolean
check_decisions (const ZbRecheck *recheck,
                 const ZbMessage *message,
                 const char *name,
                 ZbLogReport *report,
                 GError **error)
{
  g_autoptr (GPtrArray) relayed = zb_store_list_relayed (recheck->store, message->id, error);

  for (guint i = 0; relayed != NULL && i < relayed->len; i++)
    if (!check_relayed (recheck, name, g_ptr_array_index (relayed, i), report, error))
      return FALSE;
  return relayed != NULL;
}

gboolean
zb_recheck_way (const ZbRecheck *recheck,
                ZbLogReport *report,
                const ZbMessage *message,
                const ZbReceipt *outcome,
                GError **error)
{
  g_autofree char *row = zb_row_key (message->id);
  g_autofree char *name = g_strdup_printf ("%s/%s", message->sender, message->message_id);
  const ZbRowCheck check = {report, "forward", row, name};
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbForward) forward = zb_store_read_forward (recheck->store, message->id, &fault);
  gboolean goes = outcome != NULL && outcome->next != NULL;

  if (fault != NULL && !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (goes != (forward != NULL))
    zb_row_check_fault (&check, goes ? ZB_LOG_FAULT_MISSING : ZB_LOG_FAULT_UNLOGGED, NULL, NULL,
                        NULL);
  return check_hops (recheck, message, name, report, error) &&
         check_decisions (recheck, message, name, report, error) &&
         (!goes || forward == NULL || check_forward (recheck, &check, forward, outcome, error));
}
