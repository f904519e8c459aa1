/* SPDX-License-Identifier: Apache-2.0 */
#include "client/signing-words.h"

#include "client/error.h"

char **
zb_signing_words (const char *command, GError **error)
{
  GError *cause = NULL;
  char **words = NULL;

  if (g_shell_parse_argv (command, NULL, &words, &cause))
    return words;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_SIGNER,
               "the signing program \"%s\" cannot be understood: %s", command, cause->message);
  g_error_free (cause);
  return NULL;
}
