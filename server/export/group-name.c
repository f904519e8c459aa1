/* SPDX-License-Identifier: Apache-2.0 */
#include "server/export/group-name.h"

static const char *
list_for (ZbSummaryBy by)
{
  static const char *const lists[] = {
      [ZB_BY_TOTAL] = NULL,   [ZB_BY_DISTRICT] = "areas",
      [ZB_BY_ZONE] = "areas", [ZB_BY_INDUSTRY] = "industry",
      [ZB_BY_SIZE] = "size",  [ZB_BY_REGISTRATION] = "registration",
  };

  return lists[by];
}

ZbText
zb_group_name (const ZbCatalogue *catalogue, ZbSummaryBy by, const char *key)
{
  const char *list_id = list_for (by);
  ZbCodeList *list = list_id ? zb_catalogue_code_list (catalogue, list_id) : NULL;
  const ZbCode *code = list && *key ? zb_code_list_find (list, key) : NULL;

  if (by == ZB_BY_TOTAL)
    return (ZbText){g_strdup ("合计"), g_strdup ("Total")};
  if (code)
    return (ZbText){g_strdup (code->name.zh), g_strdup (code->name.en)};
  if (*key)
    return (ZbText){g_strdup (key), g_strdup (key)};
  return (ZbText){g_strdup ("未注明"), g_strdup ("Not stated")};
}
