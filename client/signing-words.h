/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The words of a signing program's command line (exchange/signer-program.h), quoted as in a shell,
 * of which nothing else is done: no variables, no patterns, no second program. (transfer full)
 * ZB_CLIENT_ERROR_SIGNER. */
char **zb_signing_words (const char *command, GError **error);
