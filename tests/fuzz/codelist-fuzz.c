/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "forms/code-list.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Every entry of a list that was read is found by its code, and its parents come to an end. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ZbCodeList) list = zb_code_list_read ("list.xml", data, size, NULL);

  for (guint i = 0; list != NULL && i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    g_autoptr (GPtrArray) found = zb_code_list_search (list, code->code, NULL, G_MAXUINT);
    guint steps = 0;

    if (zb_code_list_find (list, code->code) != code || zb_code_list_index (list, code) != i ||
        !g_ptr_array_find (found, code, NULL))
      abort ();
    for (; code != NULL && code->parent != NULL; steps++) {
      if (steps > zb_code_list_length (list))
        abort ();
      code = zb_code_list_find (list, code->parent);
    }
  }
  return 0;
}
