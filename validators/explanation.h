/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report-notes.h"
#include "validators/finding.h"

/* Letters, digits and Chinese characters that an explanation needs, unless its rule says more. */
#define ZB_EXPLANATION_MIN_LENGTH 8

/* Whether a text says something: at least ZB_EXPLANATION_MIN_LENGTH characters, not one of the
 * empty phrases (核实无误, 情况属实, "checked ok" …) alone or several of them strung together, not
 * the same few characters over and over. Errors say what is missing. */
gboolean zb_explanation_check_text (const char *text, GError **error);
/* The same with at least @least characters. */
gboolean zb_explanation_check_length (const char *text, guint least, GError **error);
/* The explanation of @finding, bound to its present values. */
ZbExplanation *zb_explanation_new (const ZbFinding *finding,
                                   const char *reason,
                                   const char *text,
                                   const char *author,
                                   gint64 time);
void zb_explanation_free (ZbExplanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbExplanation, zb_explanation_free)
/* Binds the explanations in @report that were given at revision @before anew to @findings of the
 * same rules at another revision, where these looked at the same cells with the same values: the
 * others stay void, to be given again. Returns how many were bound. */
guint zb_explanations_carry (ZbReport *report, const GPtrArray *findings, guint before);
