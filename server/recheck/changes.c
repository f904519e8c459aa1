/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/steps.h"
#include "exchange/digest.h"
#include "server/store/change.h"
#include "server/store/schema.h"
#include "server/store/sign-box.h"

#include <string.h>

#define MAX_TEXT 160 /* characters told of a trigger, table or index */

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

/* The columns of @text by name, values nullable; @names gets those not yet in it. */
static GHashTable *
read_columns (const char *text, GPtrArray *names)
{
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Columns columns = {text};
  char *name = NULL, *value = NULL;

  while (next_column (&columns, &name, &value)) {
    if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      g_ptr_array_add (names, g_strdup (name));
    g_hash_table_replace (values, name, value);
  }
  return values;
}

/* Names the columns that differ. One that a later schema added is left out where it is null. */
static void
compare_columns (const ZbRowCheck *check, const char *written, const char *found)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) expected = read_columns (written, names);
  g_autoptr (GHashTable) standing = read_columns (found, names);

  for (guint i = 0; i < names->len; i++)
    zb_row_check_text (check, names->pdata[i], g_hash_table_lookup (expected, names->pdata[i]),
                       g_hash_table_lookup (standing, names->pdata[i]));
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

/* Its text in one line, short enough to be read. */
static char *
tell_object (const char *sql)
{
  g_autofree char *line = g_strdup (sql);

  if (line == NULL)
    return NULL;
  g_strdelimit (line, "\n\r\t", ' ');
  return g_utf8_strlen (line, -1) <= MAX_TEXT ? g_strdup (line)
                                              : g_utf8_substring (line, 0, MAX_TEXT);
}

/* What is done by itself when a row is written, and what rows may hold. */
static gboolean
recheck_schema (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  g_autoptr (GPtrArray) differences = zb_store_list_schema_differences (recheck->store, error);

  for (guint i = 0; differences != NULL && i < differences->len; i++) {
    const ZbRowDifference *one = differences->pdata[i];
    const ZbRowCheck check = {report, one->table, one->row, NULL};
    g_autofree char *found = tell_object (one->found);

    if (one->found == NULL)
      zb_row_check_fault (&check, ZB_LOG_FAULT_MISSING, NULL, NULL, NULL);
    else
      zb_row_check_fault (&check,
                          one->written == NULL ? ZB_LOG_FAULT_UNLOGGED : ZB_LOG_FAULT_CHANGED,
                          one->written == NULL ? NULL : "sql", NULL, found);
  }
  return differences != NULL;
}

/* The container itself, by the digest that stands among the changes. One that has gone meanwhile is
 * nobody's fault. */
static gboolean
recheck_boxed (const ZbRecheck *recheck, const ZbBoxed *one, ZbLogReport *report, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbBoxed) whole =
      zb_store_read_boxed (recheck->store, one->unit, one->message_id, 0, &fault);
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", one->unit, one->message_id);
  g_autofree char *digest = whole != NULL ? zb_digest_hex_of_bytes (whole->container) : NULL;
  const ZbRowCheck check = {report, "sign_box", row, NULL};

  if (whole == NULL && !g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  report->rows++;
  if (whole != NULL)
    zb_row_check_text (&check, "container", whole->digest, digest);
  return TRUE;
}

static gboolean
recheck_sign_box (const ZbRecheck *recheck, ZbLogReport *report, GError **error)
{
  g_autoptr (GPtrArray) boxes = zb_store_list_all_boxed (recheck->store, error);
  gboolean done = boxes != NULL;

  for (guint i = 0; done && i < boxes->len; i++)
    done = recheck_boxed (recheck, boxes->pdata[i], report, error);
  return done;
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
  return unlogged != NULL && recheck_schema (recheck, report, error) &&
         recheck_sign_box (recheck, report, error);
}
