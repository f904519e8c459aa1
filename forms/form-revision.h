/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/package.h"
#include "forms/report.h"

/* Whether @after may be another revision of the edition that @before is one of: the same fields,
 * sections, rows and columns with the same kinds, scales and measures, so that a report filled by
 * one can be read by the other. Texts, marks and rules may differ. MISMATCH names the first
 * difference. */
gboolean zb_form_check_same_items (const ZbForm *before, const ZbForm *after, GError **error);
/* The same report as one of @package, another revision of its edition: figures and notes stay as
 * they are, and so does what its explanations are bound to. (transfer full) MISMATCH if the
 * package is no such revision. */
ZbReport *
zb_report_move_to_revision (const ZbReport *report, const ZbPackage *package, GError **error);
