/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Moves the private keys that zhibaod-sign holds out of the node's directory @dir into @dest, which
 * is made and must be empty: one file for each, ROLE.key.pem, and beside them what the holders read
 * of the node (zhibaod.conf, log.vkey). A key leaves @dir only once all are durable in @dest. BUSY
 * while a process serves the directory. */
gboolean zb_keys_part (const char *dir, const char *dest, GError **error);
