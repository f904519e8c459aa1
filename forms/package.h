/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* A published form: form.xml, form.rules, map.xml where it follows another edition, and the digests
 * of the code lists used. Immutable; named
 * FORM-ID/edition.revision and by the SHA-256 of its manifest, the lines "name SP hex LF" sorted by
 * name. */
typedef struct _ZbPackage ZbPackage;

ZbPackage *
zb_package_read_dir (const char *path, ZbCodeListFinder finder, gpointer data, GError **error);
/* A stored zip: form.xml, form.rules, codelists/ID.xml … ; brings its own code lists. */
ZbPackage *zb_package_read_bundle (const char *source, GBytes *bytes, GError **error);
/* The same; a code list that @known finds by its id, and that is byte for byte the bundle's, is
 * shared instead of read again. */
ZbPackage *zb_package_read_bundle_sharing (
    const char *source, GBytes *bytes, ZbCodeListFinder known, gpointer data, GError **error);
ZbPackage *zb_package_ref (ZbPackage *package);
void zb_package_unref (ZbPackage *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPackage, zb_package_unref)

ZbForm *zb_package_form (const ZbPackage *package);      /* borrowed */
const char *zb_package_rules (const ZbPackage *package); /* text of form.rules, NUL-terminated */
const char *zb_package_rules_source (const ZbPackage *package); /* its path, for messages */
const char *zb_package_digest (const ZbPackage *package);       /* hex */
const char *zb_package_name (const ZbPackage *package);         /* "B204-1/2023.1" */
GBytes *zb_package_to_bundle (const ZbPackage *package,
                              GError **error); /* (transfer full) deterministic */
