/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/respondents.h"

#include <stdint.h>

/* A form's condition on who owes it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRespondents) respondents = zb_respondents_parse (text, &error);

  if ((respondents == NULL) == (error == NULL))
    g_error ("an error and a result, or neither");
  if (respondents != NULL) {
    g_autoptr (GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);

    g_hash_table_insert (attributes, (char *)"industry", (char *)"3974");
    zb_respondents_match (respondents, attributes);
  }
  return 0;
}
