/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/code-list.h"

#include <string.h>

/* How well an entry answers what was typed; smaller is better. */
enum { BY_CODE, NAME_BEGINS, NAME_CONTAINS, NO_MATCH };

static int
match_name (const char *name, const char *folded)
{
  g_autofree char *candidate = name != NULL ? g_utf8_casefold (name, -1) : NULL;
  const char *place = candidate != NULL ? strstr (candidate, folded) : NULL;

  if (place == NULL)
    return NO_MATCH;
  return place == candidate ? NAME_BEGINS : NAME_CONTAINS;
}

static int
match (const ZbCode *code, const char *typed, const char *folded)
{
  int zh, en;

  if (g_ascii_strncasecmp (code->code, typed, strlen (typed)) == 0)
    return BY_CODE;
  zh = match_name (code->name.zh, folded);
  en = match_name (code->name.en, folded);
  return MIN (zh, en);
}

GPtrArray *
zb_code_list_search (const ZbCodeList *list, const char *text, const char *level, guint limit)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *typed = g_strdup (g_strstrip (valid));
  g_autofree char *folded = g_utf8_casefold (typed, -1);
  GPtrArray *ranked[NO_MATCH] = {g_ptr_array_new (), g_ptr_array_new (), g_ptr_array_new ()};

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    int rank;

    if (level != NULL && g_strcmp0 (code->level, level) != 0)
      continue;
    rank = match (code, typed, folded);
    if (rank < NO_MATCH && ranked[rank]->len < limit)
      g_ptr_array_add (ranked[rank], (gpointer)code);
  }
  g_ptr_array_extend_and_steal (ranked[BY_CODE], ranked[NAME_BEGINS]);
  g_ptr_array_extend_and_steal (ranked[BY_CODE], ranked[NAME_CONTAINS]);
  g_ptr_array_set_size (ranked[BY_CODE], (int)MIN (ranked[BY_CODE]->len, limit));
  return ranked[BY_CODE];
}
