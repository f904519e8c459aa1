/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/temp-dir.h"

/* Tokens of SoftHSM2, which lie in a test's folder and are put into the process's environment. Each
 * call fails the test when it cannot do its work. */
#define ZB_SOFT_TOKEN_MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define ZB_SOFT_TOKEN_PIN "482915"

/* From now on the tokens are those of @dir: none. @script (nullable): of a shell, makes there what
 * is put on them. */
void zb_soft_token_begin (ZbTempDir *dir, const char *script);
/* One more, of this label. */
void zb_soft_token_make (const char *label);
/* Puts the certificate of a PEM file in @dir on the token @on and, unless @key is NULL, its key,
 * both with the id @id (hex) and @label. */
void zb_soft_token_put (const ZbTempDir *dir,
                        const char *on,
                        const char *id,
                        const char *label,
                        const char *certificate,
                        const char *key);
/* The same where the key wants the PIN at each signature. */
void zb_soft_token_put_guarded (const ZbTempDir *dir,
                                const char *on,
                                const char *id,
                                const char *label,
                                const char *certificate,
                                const char *key);
