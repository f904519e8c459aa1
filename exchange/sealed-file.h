/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Bytes under a password, for files that leave the computer: AES-256-GCM in pieces of 1 MiB, each
 * with its number and whether it is the last in its nonce, so that none can be changed, left out,
 * moved or cut off. The key comes from the password by PBKDF2-HMAC-SHA256 (RFC 8018) with
 * ZB_KEY_ROUNDS and a salt of its own. Layout, numbers big-endian:
 *
 *   "zhibao sealed 1\n"  rounds u32  salt 16 bytes  check 8 bytes, then the pieces with their tags
 *
 * "check" tells a wrong password from a damaged file. */
#define ZB_SEALED_FILE_MAX (G_GUINT64_CONSTANT (1) << 30)
#define ZB_SEALED_FILE_LEAST_PASSWORD 8 /* bytes */

/* (transfer full). WRONG_PASSPHRASE for a password that is too short, TOO_LARGE. */
GBytes *zb_sealed_file_write (GBytes *plain, const char *password, GError **error);
/* (transfer full). @source names it in errors: MALFORMED for what is no such file,
 * WRONG_PASSPHRASE, BAD_DIGEST for one that was changed or is not complete, FORBIDDEN_SUITE where
 * it asks for more than ZB_KEY_MAX_ROUNDS, TOO_LARGE. */
GBytes *
zb_sealed_file_read (const char *source, GBytes *sealed, const char *password, GError **error);
