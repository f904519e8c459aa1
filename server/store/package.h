/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A published form package, kept whole by its digest. */
typedef struct {
  char *tenant;
  char *digest; /* hex */
  char *form, *edition;
  guint revision;
  GBytes *bundle; /* forms/package.h; NULL in lists */
  gint64 published;
  char *who;
} ZbStoredPackage;

void zb_stored_package_free (ZbStoredPackage *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredPackage, zb_stored_package_free)

/* ZB_ACT_PACKAGE takes a ZbStoredPackage. Publishing the same digest again is a repetition; another
 * digest under the same form, edition and revision is refused (EXISTS). */

ZbStoredPackage *zb_store_read_package (ZbStore *store, const char *digest, GError **error);
/* (transfer full) ZbStoredPackage without bundles, in the order published, later than @since. */
GPtrArray *zb_store_list_packages (ZbStore *store,
                                   const char *tenant, /* nullable */
                                   gint64 since,
                                   GError **error);
