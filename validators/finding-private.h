/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/finding.h"

/* The inside of a finding, for those who make one. */

typedef struct _ZbFindingSource ZbFindingSource;

/* Works out what a finding tells, each part when it is first asked for; gives away what it
 * returns. */
struct _ZbFindingSource {
  /* Fills @figures, which are blank and have no operands. */
  void (*figures) (const ZbFindingSource *source,
                   const ZbFinding *finding,
                   ZbFindingFigures *figures);
  ZbText (*message) (const ZbFindingSource *source, const ZbFinding *finding);
  char *(*digest) (const ZbFindingSource *source, const ZbFinding *finding, guint revision);
};

/* What was found, as its source knows it: an instance of a rule and its row, or a fault of a cell,
 * a field or a row. */
typedef struct {
  const struct _ZbInstance *instance;
  guint section, row, column;
  int fault;
} ZbFindingSubject;

typedef struct _ZbFindingTale {
  const ZbFindingSource *source; /* outlives the finding; NULL where all is there from the start */
  ZbFindingSubject subject;
  gboolean has_figures, has_message;
  ZbFindingFigures figures;
  ZbText message;
  char *operand_digest;
} ZbFindingTale;

/* @source works out the rest; without one (and a subject) the finding has no figures and no texts,
 * and whoever makes it fills them in. */
ZbFinding *zb_finding_new (const ZbFindingSource *source, const ZbFindingSubject *subject);
/* Drops what was worked out: the figures are others now. */
void zb_finding_forget (ZbFinding *finding);
