/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/database.h"
#include "tests/support/temp-dir.h"

/* A new database in @dir, with the tables of @schema. (transfer full) */
ZbDatabase *scratch_database_new (const ZbTempDir *dir, const char *schema);
/* The number that @sql gives. */
gint64 scratch_database_number (ZbDatabase *database, const char *sql);
