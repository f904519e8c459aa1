/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "paper/change-list.h"

/* (transfer full) what changed from one package to another, in words. Rows, columns, fields and
 * rules are the same where their codes are; a row that kept its caption under a new code is said to
 * be recoded. @catalogue (nullable) knows the forms that rules name. */
ZbChangeList *zb_form_changes (const ZbPackage *before,
                               const ZbPackage *after,
                               const ZbCatalogue *catalogue,
                               const char *language);

/* The parts of it. */
void zb_section_changes_add (ZbChangeList *list, const ZbForm *before, const ZbForm *after);
/* @section (nullable) is put before the codes. */
void zb_cell_changes_add (ZbChangeList *list,
                          const char *section,
                          const ZbSection *before,
                          const ZbSection *after);
void zb_rule_changes_add (ZbChangeList *list,
                          const ZbPackage *before,
                          const ZbPackage *after,
                          const ZbCatalogue *catalogue);
