/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The errors of the database. Messages name the file and what was being done. */
typedef enum {
  ZB_STORAGE_ERROR_FULL,       /* no room on the disk: nothing of the transaction is kept */
  ZB_STORAGE_ERROR_READONLY,   /* the file or its file system takes no writes */
  ZB_STORAGE_ERROR_CORRUPT,    /* not a database, or a damaged one */
  ZB_STORAGE_ERROR_BUSY,       /* another process holds it longer than the timeout */
  ZB_STORAGE_ERROR_CONSTRAINT, /* unique, foreign key, not null, check */
  ZB_STORAGE_ERROR_NEWER,      /* written by a newer version of the program */
  ZB_STORAGE_ERROR_NOT_FOUND,  /* no such file */
  ZB_STORAGE_ERROR_IO,         /* reading, writing or syncing failed */
  ZB_STORAGE_ERROR_FAILED,     /* anything else, such as wrong SQL */
} ZbStorageError;

#define ZB_STORAGE_ERROR (zb_storage_error_quark ())
GQuark zb_storage_error_quark (void);

/* Whether @error leaves the connection in doubt, so that it has to be opened anew before it is
 * written again (disk full, input/output error, damage). */
gboolean zb_storage_error_is_grave (const GError *error);
