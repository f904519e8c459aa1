/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-trust.h"
#include "server/recheck/steps.h"
#include "server/store/trust-bundle.h"

/* The first is signed by the node's root, each other one as the one before it says. */
static void
check_signature (const ZbRecheck *recheck,
                 const ZbRowCheck *check,
                 const ZbSignedTrust *trust,
                 const ZbSignedTrust *before)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();

  g_ptr_array_add (roots, recheck->authorities->pdata[0]);
  if (!(before != NULL ? zb_signed_trust_check_next (trust, before, &fault)
                       : zb_signed_trust_verify (trust, roots, &fault)))
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, "signature", NULL, fault->message);
}

/* (transfer full) What is signed; NULL where it cannot be read. */
static ZbSignedTrust *
check_bundle (const ZbRecheck *recheck,
              const ZbStoredTrustBundle *stored,
              const ZbSignedTrust *before,
              ZbLogReport *report)
{
  g_autofree char *row = zb_row_key (stored->version);
  const ZbRowCheck check = {report, "trust_bundle", row, NULL};
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbSignedTrust) trust =
      zb_signed_trust_new ("trust.xml", stored->statement, stored->signature, &fault);

  report->rows++;
  if (trust == NULL) {
    zb_row_check_fault (&check, ZB_LOG_FAULT_CHANGED, "statement", NULL, fault->message);
    return NULL;
  }
  zb_row_check_int (&check, "version", trust->bundle->version, stored->version);
  zb_row_check_text (&check, "digest", trust->digest, stored->digest);
  check_signature (recheck, &check, trust, before);
  return g_steal_pointer (&trust);
}

gboolean
zb_recheck_trust_bundles (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  g_autoptr (ZbSignedTrust) before = NULL;
  GError *failure = NULL;

  for (guint version = 1;; version++) {
    g_autoptr (ZbStoredTrustBundle) stored =
        zb_store_read_trust_bundle_of (recheck->store, version, &failure);

    if (failure != NULL)
      g_propagate_error (error, failure);
    if (stored == NULL)
      return failure == NULL;
    ZbSignedTrust *trust = check_bundle (recheck, stored, before, report);
    g_clear_pointer (&before, zb_signed_trust_free);
    before = trust;
  }
}
