/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"
#include "paper/paper.h"

/* Lays a form out as paper, empty or with the figures of a report. */

typedef struct {
  const char *language;         /* "zh" or "en" */
  const ZbReport *report;       /* (nullable) of this very form: its figures and fields */
  const char *unit_name;        /* (nullable) */
  gboolean filed;               /* the authority stands behind the node: no disclaimer */
  gboolean draft;               /* says across each page that the report is not signed */
  const ZbCatalogue *catalogue; /* (nullable) knows the other forms that relations name */
} ZbFormPaper;

/* (transfer full). An empty form has some lines to write on in sections whose rows are chosen. */
ZbPaper *zb_form_paper_new (const ZbPackage *package, const ZbFormPaper *wanted);
