/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/calendar.h"

#include "server/store/reader-private.h"

#include <string.h>

void
zb_calendar_entry_free (ZbCalendarEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->tenant);
  g_free (entry->form);
  g_free (entry->period);
  g_free (entry->levels);
  g_free (entry->reason);
  g_free (entry);
}

gint64
zb_calendar_entry_level (const ZbCalendarEntry *entry, const char *level)
{
  g_auto (GStrv) words =
      g_strsplit (entry != NULL && entry->levels != NULL ? entry->levels : "", " ", -1);
  gsize length = strlen (level);

  for (guint i = 0; words[i] != NULL; i++)
    if (strncmp (words[i], level, length) == 0 && words[i][length] == '=')
      return g_ascii_strtoll (words[i] + length + 1, NULL, 10);
  return -1;
}

void
zb_calendar_entry_set_level (ZbCalendarEntry *entry, const char *level, gint64 until)
{
  g_auto (GStrv) words = g_strsplit (entry->levels != NULL ? entry->levels : "", " ", -1);
  g_autoptr (GString) levels = g_string_new (NULL);
  gsize length = strlen (level);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !(strncmp (words[i], level, length) == 0 && words[i][length] == '='))
      g_string_append_printf (levels, "%s%s", levels->len > 0 ? " " : "", words[i]);
  if (until >= 0)
    g_string_append_printf (levels, "%s%s=%" G_GINT64_FORMAT, levels->len > 0 ? " " : "", level,
                            until);
  g_free (entry->levels);
  entry->levels = levels->len > 0 ? g_strdup (levels->str) : NULL;
}

static gboolean
check_order (const ZbCalendarEntry *entry, GError **error)
{
  gint64 times[] = {entry->opens, entry->deadline, entry->closes};
  gint64 last = -1;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    if (times[i] >= 0 && times[i] < last) {
      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                   "calendar of %s %s: it opens before its deadline, and closes after", entry->form,
                   entry->period);
      return FALSE;
    }
    last = MAX (last, times[i]);
  }
  return TRUE;
}

gboolean
zb_apply_calendar (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbCalendarEntry *entry = what;

  if (!check_order (entry, error) ||
      !zb_database_run (
          apply->database,
          "INSERT INTO calendar (tenant, form, period, opens, deadline, closes, joint, reason, "
          "time, who, levels) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
          error, zb_value_text (entry->tenant), zb_value_text (entry->form),
          zb_value_text (entry->period), zb_value_int (entry->opens),
          zb_value_int (entry->deadline), zb_value_int (entry->closes), zb_value_int (entry->joint),
          zb_value_text (entry->reason), zb_value_int (apply->act->time),
          zb_value_text (apply->act->who), zb_value_text (entry->levels)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

/* The last one entered for a form and period is in force. */
#define SELECT_ENTRIES                                                                             \
  "SELECT tenant, form, period, opens, deadline, closes, joint, reason, levels FROM calendar c "   \
  "WHERE id = (SELECT max(id) FROM calendar WHERE tenant = c.tenant AND form = c.form "            \
  "AND period = c.period) "

static gpointer
make_entry (const ZbStatement *row)
{
  ZbCalendarEntry *entry = g_new0 (ZbCalendarEntry, 1);

  entry->tenant = zb_statement_dup_text (row, 0);
  entry->form = zb_statement_dup_text (row, 1);
  entry->period = zb_statement_dup_text (row, 2);
  entry->opens = zb_statement_int (row, 3);
  entry->deadline = zb_statement_int (row, 4);
  entry->closes = zb_statement_int (row, 5);
  entry->joint = (int)zb_statement_int (row, 6);
  entry->reason = zb_statement_dup_text (row, 7);
  entry->levels = zb_statement_dup_text (row, 8);
  return entry;
}

ZbCalendarEntry *
zb_store_read_calendar (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error)
{
  return zb_reader_one (
      store, SELECT_ENTRIES "AND tenant = ?1 AND form = ?2 AND period = ?3",
      ZB_VALUES (zb_value_text (tenant), zb_value_text (form), zb_value_text (period)), make_entry,
      NULL, error);
}

GPtrArray *
zb_store_list_calendar (ZbStore *store, const char *tenant, const char *form, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_ENTRIES);
  zb_filter_add_text (&filter, " AND tenant = ?", tenant);
  zb_filter_add_text (&filter, " AND form = ?", form);
  g_string_append (filter.sql, " ORDER BY form, period");
  return zb_reader_list (store, &filter, make_entry, (GDestroyNotify)zb_calendar_entry_free, error);
}
