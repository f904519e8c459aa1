/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "desktop/widgets/text-block.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Whatever is on a clipboard either is refused or keeps its cells through writing and reading. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ZbTextBlock) block = zb_text_block_parse ((const char *)data, size, NULL);
  if (block == NULL)
    return 0;
  g_autofree char *text = zb_text_block_to_text (block);
  g_autoptr (ZbTextBlock) again = zb_text_block_parse (text, strlen (text), NULL);
  if (again == NULL)
    return 0;
  for (guint row = 0; row < zb_text_block_get_n_rows (again); row++)
    for (guint column = 0; zb_text_block_get (again, row, column) != NULL; column++)
      if (g_strcmp0 (zb_text_block_get (again, row, column),
                     zb_text_block_get (block, row, column)) != 0)
        abort ();
  return 0;
}
