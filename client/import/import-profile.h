/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/workspace.h"
#include "forms/form.h"

/* How the files of one accounting program are to be read for a form: what its headings mean, what
 * its figures count. Kept in the workspace under a name, for all of its enterprises. */
typedef struct {
  char *sheet;              /* (nullable) only this one */
  const ZbMeasure *measure; /* (nullable) of figures whose heads do not say */
  GHashTable *columns;      /* heading → "A.1", "" for one to be left aside */
  GHashTable *rows;         /* heading → "A.01", likewise */
} ZbImportProfile;

ZbImportProfile *zb_import_profile_new (void);
void zb_import_profile_free (ZbImportProfile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbImportProfile, zb_import_profile_free)

#define ZB_IMPORT_PROFILE_MAX_HEADINGS 2000

/* Reads "HEADING=TARGET" lines or comma separated pairs into @headings, which is one of a profile's
 * two. A target is a column ("A.1") or row ("A.01") of @form; its section may be left out where the
 * form has one. ZB_CLIENT_ERROR_NOT_FOUND names what the form does not have. */
gboolean zb_import_profile_add_columns (ZbImportProfile *profile,
                                        const ZbForm *form,
                                        const char *pairs,
                                        GError **error);
gboolean zb_import_profile_add_rows (ZbImportProfile *profile,
                                     const ZbForm *form,
                                     const char *pairs,
                                     GError **error);

/* Names of the form's profiles, by name: (transfer full) array of char*. */
GPtrArray *zb_import_profile_list (ZbWorkspace *workspace, const char *form, GError **error);
/* ZB_CLIENT_ERROR_NOT_FOUND if there is none of that name. (transfer full) */
ZbImportProfile *
zb_import_profile_read (ZbWorkspace *workspace, const char *form, const char *name, GError **error);
/* In place of the one of that name before. */
gboolean zb_import_profile_save (ZbWorkspace *workspace,
                                 const char *form,
                                 const char *name,
                                 const ZbImportProfile *profile,
                                 GError **error);
gboolean
zb_import_profile_drop (ZbWorkspace *workspace, const char *form, const char *name, GError **error);
