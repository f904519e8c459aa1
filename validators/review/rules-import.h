/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* Takes over the relations of other Chinese report tools, one a line or between semicolons:
 *
 *   (213)=(201)+(206)   213=201+206     rows by their codes, in each column
 *   C3=C1+C2            SUM(C3:C8)      column and row as on the sheet
 *   [C3:C8]>[D3:D8]                     row by row
 *   SJ_02->C3           @-1C3           of another form, of the period before
 *   核实 若(301)>0 则(602)>0 ±1          level, condition, tolerance
 *   grid C3 = [01,1]                    where the sheet's first figure lies, if its columns and
 *                                       rows are not named as in the form
 *
 * and gives them as a rules file of revision 1 in canonical layout; one that is in the own notation
 * already is only laid out. Relations that cannot be read are left out after a diagnostic
 * (ZbDiagnostic). (transfer full); NULL with an error if none is left or the text is no text.
 * @catalogue (nullable) knows the other forms. */
char *zb_rules_import (const ZbForm *form,
                       const ZbCatalogue *catalogue,
                       const char *source,
                       const char *relations,
                       GPtrArray *diagnostics,
                       GError **error);
