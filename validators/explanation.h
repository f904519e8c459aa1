/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report-notes.h"
#include "validators/finding.h"

/* Whether a text says something: at least 8 characters, not one of the empty phrases (核实无误,
 * 情况属实, "checked ok" …) alone. Errors say what is missing. */
gboolean zb_explanation_check_text (const char *text, GError **error);
/* The explanation of @finding, bound to its present values. */
ZbExplanation *zb_explanation_new (const ZbFinding *finding,
                                   const char *reason,
                                   const char *text,
                                   const char *author,
                                   gint64 time);
void zb_explanation_free (ZbExplanation *explanation);
