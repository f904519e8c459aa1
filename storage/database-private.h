/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/database.h"

#include <sqlite3.h>

struct _ZbDatabase {
  sqlite3 *handle;
  char *path;
  GHashTable *statements; /* const char* (by address) → ZbStatement* */
};

/* Turns an SQLite result code into an error: "@what PATH: reason". Always FALSE. */
gboolean zb_database_fail (ZbDatabase *database, int code, const char *what, GError **error);
void zb_storage_set_error (GError **error, int code, const char *what, const char *reason);
