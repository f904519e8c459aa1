/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/parser.h"

/* Cells, rows, sets and periods: the parts of a rule that name places of a form. All return NULL
 * or FALSE once an error is told. */

/* [row,column]@offset; the next token is the opening bracket. @form is taken (nullable). */
ZbSyntax *zb_parse_cells (ZbParser *parser, char *form, gsize start);
/* B.* or B.3974, with @offset; the next token is the section. @form is taken (nullable). */
ZbSyntax *zb_parse_rows (ZbParser *parser, char *form, gsize start);
/* "r in SET except SET :", the colon included; @with_forms: rows of other forms may be meant. */
ZbSyntaxEach *zb_parse_each (ZbParser *parser, gboolean with_forms);
/* The periods after an @, if there is one; sets from and to of @syntax. */
gboolean zb_parse_offsets (ZbParser *parser, ZbSyntax *syntax);
/* A measure at the next token ("元", "CNY", "CNY/TONNE"); NULL without an error if there is
 * none. Caller frees. */
char *zb_parse_unit (ZbParser *parser);
