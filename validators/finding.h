/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report-notes.h"
#include "forms/text.h"
#include "validators/ruleset.h"

typedef enum {
  ZB_OUTCOME_PASS,
  ZB_OUTCOME_FAIL,
  ZB_OUTCOME_SKIPPED,
  ZB_OUTCOME_NOT_EVALUABLE,
  ZB_OUTCOME_ERROR
} ZbOutcome;

/* Where a finding's explanation stands. */
typedef enum {
  ZB_EXPLANATION_NONE,    /* needed and not given, or not needed */
  ZB_EXPLANATION_VALID,   /* given, and bound to the present values */
  ZB_EXPLANATION_VOID,    /* given for other values */
  ZB_EXPLANATION_REFUSED, /* empty phrase, too short */
} ZbExplanationState;

typedef struct {
  char *form; /* of the cell */
  char *section;
  char *row; /* row code or dynamic key */
  char *column;
  char *period;  /* "2024-05" */
  char *value;   /* exact decimal or text; NULL when blank */
  char *measure; /* (nullable) id */
  ZbText label;  /* "工业总产值(当年价格), 本月" */
  int sign;      /* +1 or -1 in its side, 0 where that makes no sense */
  int side;      /* 0 left, 1 right */
} ZbOperand;

/* What a rule compared. */
typedef struct {
  char *lhs, *rhs;          /* exact decimals in @measure; NULL for conditions without two sides */
  char *difference;         /* lhs - rhs */
  char *difference_percent; /* of the larger side, one decimal */
  char *relation;           /* "=", ">=", "between" … as it had to hold */
  char *tolerance;          /* (nullable) as used */
  char *measure;            /* (nullable) measure id of both sides */
  GPtrArray *operands;      /* ZbOperand, left side first */
} ZbFindingFigures;

/* One rule that did not pass on one report (or one instance of it). Owns its strings. */
typedef struct {
  char *rule;     /* "B204-1#7" */
  char *instance; /* key of the instance: "B204-1#7/A.01"; equals @rule where there is one */
  guint revision;
  ZbSeverity severity;
  ZbOutcome outcome;
  ZbExplanationState explanation;
  char *waiver;                /* (nullable) reason */
  struct _ZbFindingTale *tale; /* private: what the functions below tell */
} ZbFinding;

/* What a finding has to tell is worked out when it is first asked for, and kept with it: most
 * findings come and go while figures are typed, and nobody reads them. A finding of a check is to
 * be asked while the report is as it was checked; asked later, it would tell of the figures of
 * then. */
const ZbFindingFigures *zb_finding_figures (const ZbFinding *finding);
/* A plain sentence with captions, figures and difference. */
const ZbText *zb_finding_message (const ZbFinding *finding);
/* What an explanation must name (ZbExplanation.operands); NULL if the finding was read without. */
const char *zb_finding_operand_digest (const ZbFinding *finding);
/* The same as it was at another @revision of the rules, if the rule looked at the same cells and
 * they held the same then. (transfer full) */
char *zb_finding_operand_digest_at (const ZbFinding *finding, guint revision);

void zb_finding_free (ZbFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFinding, zb_finding_free)
void zb_operand_free (ZbOperand *operand);
/* Whether the report cannot be sent with it: hard, or soft or quasi without a valid explanation;
 * waived ones never block. */
gboolean zb_finding_blocks (const ZbFinding *finding);
const char *zb_severity_to_string (ZbSeverity severity); /* "hard" … */
const char *zb_outcome_to_string (ZbOutcome outcome);
const char *zb_explanation_state_to_string (ZbExplanationState state); /* "none" … */
const ZbText *zb_severity_label (ZbSeverity severity);                 /* 强制性 / hard */
