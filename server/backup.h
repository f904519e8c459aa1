/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/node.h"

/* Copies the data directory @dir to the new directory @dest: the store as of one moment, while it
 * goes on working; settings, parameters, code lists and certificates; private keys only with @keys.
 * Uploads under way are not copied: their senders begin anew. */
gboolean zb_backup_make (const char *dir, const char *dest, gboolean keys, GError **error);
