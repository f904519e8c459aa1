/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/judgement.h"

/* What the reports of a message say, by the rules of their forms and, of a set, to each other. Each
 * returns FALSE only if the store or an engine failed. */

/* Runs the rules of each report in the context there is now, the others of its set beside it: fills
 * verdicts, findings and the context's digest. */
gboolean zb_bodies_run_rules (const ZbIntakeDesk *desk,
                              const ZbVerified *verified,
                              ZbJudgement *judgement,
                              GError **error);
/* What keeps the reports from being the whole set that is asked for: forms that are missing, twice
 * or of another set, or that the message they replace had. (transfer full) sentences, "" if
 * nothing; @ret_missing tells whether something is missing. */
gboolean zb_bodies_check_set (const ZbIntakeDesk *desk,
                              const ZbVerified *verified,
                              const ZbJudgement *judgement,
                              char **ret_text,
                              gboolean *ret_missing,
                              GError **error);
