/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/database.h"

/* One step of a schema's history. Scripts are only ever appended, never changed. */
typedef struct {
  const char *name; /* "001-start", for messages */
  const char *sql;
  gboolean rebuilds; /* makes tables anew that others refer to */
} ZbMigration;

/* The number of scripts the database has seen (PRAGMA user_version). */
gboolean zb_migration_version (ZbDatabase *database, int *ret_version, GError **error);

/* Runs the scripts that the database has not seen, each in a transaction of its own with its
 * number. Around one that rebuilds tables references are not minded, and all are checked before it
 * is committed. A failed script leaves the database as the one before it did; a database that has
 * seen more than @n fails with NEWER and is not touched. */
gboolean
zb_migration_run (ZbDatabase *database, const ZbMigration *migrations, guint n, GError **error);
