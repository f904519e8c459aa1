/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/verification.h"
#include "server/intake/window.h"
#include "validators/check.h"

/* One report of a message. */
typedef struct {
  ZbPackage *package; /* borrowed from the catalogue */
  ZbVerdict verdict;
} ZbJudgedBody;

/* The third stage, validate: is the report of a form and period we ask for, is it in time, and what
 * do the rules say. What fails here is kept as refused, with its reason in R2. */
typedef struct {
  const char *refusal; /* NULL: a version; else a stable code, static: "unknown-form",
                          "wrong-edition", "bad-report", "not-open", "closed", "replaces-needed",
                          "stale-replaces", "locked", "hard-findings", "unexplained-findings",
                          "withdrawal-too-late", "part-of-set", "wrong-set", "incomplete-set",
                          "permit-needed", "note-needed" */
  gboolean passed_on;  /* another node judges it */
  char *refusal_text;  /* a sentence */
  ZbPackage *package;  /* (nullable) borrowed from the catalogue */
  ZbPeriod period;
  GPtrArray *reports; /* (nullable) ZbReport: the one, or a set with its head first */
  GArray *bodies;     /* (nullable) ZbJudgedBody of each */
  ZbReportWindow window;
  ZbStanding standing; /* before it came */
  gboolean late, permit;
  gint64 correction; /* the grant of the bureau that a correction uses up; 0: none */
  char *context;     /* (nullable) digest; of a set's contexts together */
  char *findings;    /* JSON array, "[]" if there are none; of a set body after body */
  ZbVerdict verdict; /* of all bodies together */
} ZbJudgement;

void zb_judgement_clear (ZbJudgement *judgement);

/* FALSE only if the store or an engine failed: then nothing is kept and the sender tries again. */
gboolean zb_judgement_make (const ZbIntakeDesk *desk,
                            const ZbVerified *verified,
                            gint64 received,
                            ZbJudgement *ret_judgement,
                            GError **error);
/* Of a message that another node judges: only what its envelope says. */
void zb_judgement_pass_on (const ZbIntakeDesk *desk,
                           const ZbVerified *verified,
                           ZbJudgement *ret_judgement);
/* "valid", "valid-with-findings", "refused" or "passed-on". */
const char *zb_judgement_outcome (const ZbJudgement *judgement);
