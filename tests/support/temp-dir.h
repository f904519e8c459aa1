/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A folder of a test's own, removed with all that is in it when the variable leaves its scope:
 *
 *   g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
 *   g_autofree char *file = zb_temp_dir_path (dir, "report.xml"); */
typedef struct _ZbTempDir ZbTempDir;

/* Fails the test when no folder can be made. (transfer full) */
ZbTempDir *zb_temp_dir_new (void);

/* The path of NAME in the folder, or of the folder itself when NAME is NULL; nothing is made there.
 * (transfer full) */
char *zb_temp_dir_path (const ZbTempDir *dir, const char *name);

/* Writes a file into the folder and hands back its path. LENGTH may be -1 for a text. Fails the
 * test when it cannot. (transfer full) */
char *
zb_temp_dir_write (const ZbTempDir *dir, const char *name, const char *contents, gssize length);

void zb_temp_dir_free (ZbTempDir *dir);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTempDir, zb_temp_dir_free)
