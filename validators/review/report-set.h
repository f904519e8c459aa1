/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "validators/context.h"

/* The reports of a set (forms/form-set.h) looked at as one: is every form there that must be, and
 * do all speak of one unit and period. What their figures say to each other is for the rules. */

typedef enum {
  ZB_SET_MISSING,        /* a form that is needed is not there */
  ZB_SET_TWICE,          /* a form is there more than once */
  ZB_SET_FOREIGN_FORM,   /* a form that is not in the set */
  ZB_SET_FOREIGN_UNIT,   /* of another unit than the head … */
  ZB_SET_FOREIGN_PERIOD, /* … or another period … */
  ZB_SET_OTHER_KIND,     /* … or it corrects or withdraws another message, or none */
} ZbSetFaultKind;

typedef struct {
  ZbSetFaultKind kind;
  char *form;
  ZbText text; /* a sentence that names the form */
} ZbSetFault;

void zb_set_fault_free (ZbSetFault *fault);

/* Whether @member is needed beside @head: it is not optional, or its condition holds over @head in
 * @context. A condition that cannot be evaluated asks for nothing. */
gboolean zb_report_set_needs (const ZbSetMember *member,
                              ZbReport *head,
                              ZbContext context,
                              const ZbCatalogue *catalogue,
                              gboolean *ret_needed,
                              GError **error);
/* (transfer full) ZbSetFault: what is wrong with @reports (ZbReport, the head first) as a set, in
 * the order of the reports, then what is missing in the order of the form. */
GPtrArray *zb_report_set_check (const GPtrArray *reports,
                                ZbContext context,
                                const ZbCatalogue *catalogue,
                                GError **error);
/* The sentences of @faults, "；" or "; " between. Caller frees. */
char *zb_set_faults_to_text (const GPtrArray *faults, const char *language);
/* Whether the conditions in the form's set compile; errors name the member. */
gboolean zb_report_set_review (const ZbForm *form, const ZbCatalogue *catalogue, GError **error);
