/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/import-profile.h"

/* How the rows, columns and fields of a form may be called in a file: by code or by name in either
 * language, by the heads above them, or as a profile says. Names that stand for several are none.
 */
typedef struct _ZbFormNames ZbFormNames;

#define ZB_NAME_UNKNOWN (-1)
#define ZB_NAME_ASIDE (-2) /* the profile says to leave it */

/* Both must outlive it. @profile is nullable. */
ZbFormNames *zb_form_names_new (const ZbForm *form, const ZbImportProfile *profile);
void zb_form_names_free (ZbFormNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFormNames, zb_form_names_free)

/* Names below are as zb_heading_normal() gives them. */

/* A column of the section by its name, or by the names of the heads above it and its own in one. */
int zb_form_names_column (const ZbFormNames *names, guint section, const char *name);
/* Whether any section has a column of such a name. */
gboolean zb_form_names_has_column (const ZbFormNames *names, const char *name);
/* A row by its name; "" if it is to be left aside, NULL if there is none. Borrowed. */
const char *zb_form_names_row (const ZbFormNames *names, guint section, const char *name);
/* A row by its code as written (@code is no normal name), also without zeros in front. Borrowed. */
const char *zb_form_names_row_of_code (const ZbFormNames *names, guint section, const char *code);
/* A header or signer field. */
int zb_form_names_field (const ZbFormNames *names, const char *name);
/* A measure; NULL if it is none. */
const ZbMeasure *zb_form_names_measure (const ZbFormNames *names, const char *name);
