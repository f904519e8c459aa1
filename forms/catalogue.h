/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/package.h"

/* All packages and code lists that a program knows. Filled at start, then only read (from any
 * thread); what comes later goes into a copy. */
typedef struct _ZbCatalogue ZbCatalogue;

ZbCatalogue *zb_catalogue_new (void);
/* Reads all codelists/ID.xml and every SYSTEM/FORM-ID/EDITION/ folder below @path. A folder
 * that says another system, form or edition than its form.xml is an error. */
ZbCatalogue *zb_catalogue_read_dir (const char *path, GError **error);
ZbCatalogue *zb_catalogue_ref (ZbCatalogue *catalogue);
void zb_catalogue_unref (ZbCatalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCatalogue, zb_catalogue_unref)

/* Another one with the same packages and lists. (transfer full) */
ZbCatalogue *zb_catalogue_copy (const ZbCatalogue *catalogue);
/* Takes a reference; a package that is already there changes nothing. Its code lists are added too.
 */
void zb_catalogue_add (ZbCatalogue *catalogue, ZbPackage *package);
/* Takes a reference, unless a later version of the list is there. */
void zb_catalogue_add_code_list (ZbCatalogue *catalogue, ZbCodeList *list);
/* Reads a bundle, sharing code lists with the packages that are there; does not add it. (transfer
 * full) */
ZbPackage *zb_catalogue_read_bundle (ZbCatalogue *catalogue,
                                     const char *source,
                                     GBytes *bytes,
                                     GError **error);
/* The periods a package is offered for, within those that its form says; year 0: no bound. */
typedef struct {
  ZbPeriod from;
  ZbPeriod until; /* the first one it is no longer offered for: it was withdrawn */
} ZbPeriodSpan;

/* Whatever its span, a package that is known by its digest can be read. */
void
zb_catalogue_set_span (ZbCatalogue *catalogue, const ZbPackage *package, const ZbPeriodSpan *span);
ZbPeriodSpan zb_catalogue_span (const ZbCatalogue *catalogue, const ZbPackage *package);
/* Whether form and span offer it for @period. */
gboolean
zb_catalogue_offers (const ZbCatalogue *catalogue, const ZbPackage *package, ZbPeriod period);
guint zb_catalogue_n_packages (const ZbCatalogue *catalogue);
ZbPackage *zb_catalogue_at (const ZbCatalogue *catalogue, guint index);
/* The newest revision of the edition that serves @period, by FORM-ID or printed code. Errors tell
 * an unknown form (with the nearest name) from a period no edition serves. Borrowed. */
ZbPackage *
zb_catalogue_find (const ZbCatalogue *catalogue, const char *form, ZbPeriod period, GError **error);
ZbPackage *zb_catalogue_find_edition (const ZbCatalogue *catalogue,
                                      const char *form,
                                      const char *edition,
                                      guint revision,
                                      GError **error);
ZbPackage *zb_catalogue_find_digest (const ZbCatalogue *catalogue, const char *digest);
ZbCodeList *zb_catalogue_code_list (const ZbCatalogue *catalogue,
                                    const char *id); /* borrowed, newest */
