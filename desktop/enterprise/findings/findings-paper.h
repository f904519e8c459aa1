/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/model/report-model.h"
#include "paper/paper.h"

/* The findings of @model on paper, in the program's language: by group, each with both sides, the
 * figures it looks at, and its explanation. @enterprise: its name. (transfer full) */
ZbPaper *zb_findings_paper_new (ZbReportModel *model, const char *enterprise);
