/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/steps.h"
#include "server/store/change.h"

#include <string.h>

/* Walks over the columns of a row as server/store/change.h writes it. */
typedef struct {
  const char *at;
} Columns;

/* The next column's name and value, both for the caller to free; FALSE at the end. The value is
 * NULL for null. */
static gboolean
next_column (Columns *columns, char **ret_name, char **ret_value)
{
  const char *start = columns->at;
  const char *end = start != NULL ? strchr (start, '=') : NULL;
  g_autoptr (GString) value = g_string_new (NULL);

  if (end == NULL)
    return FALSE;
  *ret_name = g_strndup (start, (gsize)(end - start));
  end++;
  if (*end != '\'') {
    gsize length = strcspn (end, " ");

    columns->at = end + length + (end[length] == ' ');
    *ret_value = strncmp (end, "NULL", length) == 0 ? NULL : g_strndup (end, length);
    return TRUE;
  }
  for (end++; *end != '\0' && (end[0] != '\'' || end[1] == '\''); end++) {
    g_string_append_c (value, *end);
    end += *end == '\'';
  }
  end += *end == '\'';
  columns->at = end + (*end == ' ');
  *ret_value = g_string_free (g_steal_pointer (&value), FALSE);
  return TRUE;
}

/* Names the columns that differ. */
static void
compare_columns (const ZbRowCheck *check, const char *written, const char *found)
{
  Columns expected = {written}, standing = {found};
  gboolean more = TRUE;

  while (more) {
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;
    g_autofree char *other_name = NULL;
    g_autofree char *other_value = NULL;

    more = next_column (&expected, &name, &value) &&
           next_column (&standing, &other_name, &other_value);
    if (more)
      zb_row_check_text (check, name, value, other_value);
  }
}

static void
take_difference (ZbLogReport *report, const ZbRowDifference *difference)
{
  const ZbRowCheck check = {report, difference->table, difference->row, NULL};

  if (difference->written == NULL)
    zb_row_check_fault (&check, ZB_LOG_FAULT_UNLOGGED, NULL, NULL, NULL);
  else if (difference->found == NULL)
    zb_row_check_fault (&check, ZB_LOG_FAULT_MISSING, NULL, NULL, NULL);
  else
    compare_columns (&check, difference->written, difference->found);
}

gboolean
zb_recheck_changes (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  g_autoptr (GPtrArray) differences = zb_store_list_row_differences (recheck->store, error);
  g_autoptr (GPtrArray) unlogged = NULL;

  if (differences == NULL)
    return FALSE;
  for (guint i = 0; i < differences->len; i++)
    take_difference (report, differences->pdata[i]);
  unlogged = zb_store_list_unlogged_changes (recheck->store, error);
  for (guint i = 0; unlogged != NULL && i < unlogged->len; i++) {
    const ZbRowDifference *one = unlogged->pdata[i];
    const ZbRowCheck check = {report, one->table, one->row, NULL};

    zb_row_check_fault (&check, ZB_LOG_FAULT_UNLOGGED, NULL, NULL, one->found);
  }
  return unlogged != NULL;
}
