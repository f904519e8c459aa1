/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"
#include "validators/cell-demand.h"
#include "validators/finding.h"

/* What the form itself demands, without a rule: required cells, codes of their list, columns left
 * empty in the joint period, dates. Rules "B204-1#required", "#code", "#joint", "#date", "#key",
 * "#nil". */
typedef struct _ZbFormCheck ZbFormCheck;

/* @report and @demands, those of its form, are borrowed. */
ZbFormCheck *zb_form_check_new (const ZbReport *report,
                                const ZbCellDemands *demands,
                                guint revision,
                                gboolean joint);
void zb_form_check_free (ZbFormCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFormCheck, zb_form_check_free)

/* A nil report and a withdrawal say nothing: they may hold no figures, and nothing else is asked of
 * them. */
gboolean zb_form_check_is_nil (const ZbFormCheck *check);
/* Look anew at one section or at the header fields; they return whether findings came or went. */
gboolean zb_form_check_section (ZbFormCheck *check, guint section);
gboolean zb_form_check_fields (ZbFormCheck *check);
/* Appends the findings (borrowed) to @findings. */
void zb_form_check_collect (const ZbFormCheck *check, GPtrArray *findings);
