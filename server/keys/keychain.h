/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/keyholder.h"

/* Where a node's keys are held. A holder is connected to when it is first asked for, and stays as
 * long as the keychain. Thread-safe. */
typedef struct _ZbKeychain ZbKeychain;

/* In this process, out of the node's directory @dir: for the founding of a node, and for tests.
 * What
 * @options point to is copied, but for the log's verifier, which is read from the directory. */
ZbKeychain *zb_keychain_new_local (const char *dir, const ZbVaultOptions *options);
/* Each in a process of its own, a child of this one that ends with it: @program with the arguments
 * "ROLE --node DIR --channel N". One that dies is replaced when it is asked next. */
ZbKeychain *zb_keychain_new_spawning (const char *program, const char *dir);
/* Each behind the socket FOLDER/ROLE, where a service manager holds it. */
ZbKeychain *zb_keychain_new_at (const char *folder);
void zb_keychain_free (ZbKeychain *keychain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbKeychain, zb_keychain_free)

/* Borrowed; NULL with an error where the key cannot be had. */
ZbKeyholder *zb_keychain_get (ZbKeychain *keychain, ZbVaultRole role, GError **error);
/* The process that holds the key of @role; 0 where it is none of this keychain's. */
GPid zb_keychain_process (ZbKeychain *keychain, ZbVaultRole role);

/* "zhibaod-sign" beside the program that runs. (transfer full) */
char *zb_keychain_program (void);
/* The log's vkey, or its keys, in the file @path. (transfer full) */
char *zb_keychain_read_verifier (const char *path, GError **error);
