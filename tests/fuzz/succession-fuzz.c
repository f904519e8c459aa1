/* SPDX-License-Identifier: Apache-2.0 */
/* What anybody may show as the keys of a log: what is read is written again as it was, and follows
 * itself. */
#include "exchange/succession.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSuccession) succession = zb_succession_read (text, &error);

  g_assert_true ((succession == NULL) == (error != NULL));
  if (!succession)
    return 0;
  g_autofree char *again = zb_succession_write (succession, zb_succession_length (succession));
  g_autoptr (ZbSuccession) second = zb_succession_read (again, NULL);
  g_assert_true (g_str_has_prefix (again, g_strchomp (text)));
  g_assert_true (zb_succession_follow (second, succession, NULL));
  g_assert_cmpuint (zb_succession_length (second), ==, zb_succession_length (succession));
  return 0;
}
