/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/receipt-words.h"

#include <glib/gi18n.h>

const char *
zb_receipt_kind_words (const ZbReceipt *receipt)
{
  static const char *const words[] = {
      [ZB_RECEIPT_COMMITMENT] = N_ ("R0 Commitment before the deadline"),
      [ZB_RECEIPT_ARRIVAL] = N_ ("R1 Arrival at the bureau"),
      [ZB_RECEIPT_OUTCOME] = N_ ("R2 Outcome of the machine check"),
      [ZB_RECEIPT_DELIVERY] = N_ ("R3 Delivery to another node"),
      [ZB_RECEIPT_DECISION] = N_ ("R4 Decision of a reviewer"),
  };
  return _ (words[receipt->kind]);
}

const char *
zb_receipt_outcome_words (const ZbReceipt *receipt)
{
  static const struct {
    const char *code;
    const char *words;
  } table[] = {
      {"valid", N_ ("Valid")},
      {"valid-with-findings", N_ ("Valid, with findings that were explained")},
      {"refused", N_ ("Refused")},
      {"passed-on", N_ ("Passed on to the next node, which judges it")},
      {"forwarded", N_ ("The next node has it")},
      {"undelivered", N_ ("Kept: the next node does not take it")},
      {"pass", N_ ("Passed")},
      {"return", N_ ("Returned for correction")},
      {"accept", N_ ("Accepted")},
      {"answer", N_ ("Explanations were answered")},
      {"refuse-explanation", N_ ("An explanation was not accepted")},
      {"reopen", N_ ("Reopened")},
  };
  const char *code = receipt->kind == ZB_RECEIPT_DECISION ? receipt->action : receipt->outcome;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (code, table[i].code) == 0)
      return _ (table[i].words);
  return code;
}
