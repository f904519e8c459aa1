/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/area-tree.h"

static gboolean
holds (const GPtrArray *areas, const char *code)
{
  return g_ptr_array_find_with_equal_func ((GPtrArray *)areas, code, g_str_equal, NULL);
}

/* Those directly below one of @areas; whether there were any. */
static gboolean
add_children (GPtrArray *areas, const ZbCodeList *list)
{
  guint before = areas->len;

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);

    if (code->parent && holds (areas, code->parent) && !holds (areas, code->code))
      g_ptr_array_add (areas, g_strdup (code->code));
  }
  return areas->len > before;
}

void
zb_area_tree_expand (GPtrArray *areas, const ZbCodeList *list)
{
  /* No areas at all stands for everywhere. */
  while (list && areas->len > 0 && add_children (areas, list))
    ;
}
