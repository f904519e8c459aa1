/* SPDX-License-Identifier: Apache-2.0 */
#include "client/stored-reports.h"

#include "validators/memory-context.h"

#include <string.h>

/* One enterprise and what it has reported. */
typedef struct {
  char *code;
  GHashTable *attributes; /* char* → char* */
  GPtrArray *reports;     /* ZbReport */
} Unit;

struct _ZbStoredReports {
  char *parameters; /* (nullable) */
  GPtrArray *units; /* Unit */
  GHashTable *by_code;
};

static void
unit_free (gpointer data)
{
  Unit *unit = data;

  g_free (unit->code);
  g_hash_table_unref (unit->attributes);
  g_ptr_array_unref (unit->reports);
  g_free (unit);
}

ZbStoredReports *
zb_stored_reports_new (void)
{
  ZbStoredReports *stored = g_new0 (ZbStoredReports, 1);

  stored->units = g_ptr_array_new_with_free_func (unit_free);
  stored->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  return stored;
}

void
zb_stored_reports_free (ZbStoredReports *stored)
{
  g_hash_table_unref (stored->by_code);
  g_ptr_array_unref (stored->units);
  g_free (stored->parameters);
  g_free (stored);
}

void
zb_stored_reports_set_parameters (ZbStoredReports *stored, const char *text)
{
  g_free (stored->parameters);
  stored->parameters = g_strdup (text);
}

static Unit *
find_unit (ZbStoredReports *stored, const char *code)
{
  Unit *unit = g_hash_table_lookup (stored->by_code, code);

  if (unit != NULL)
    return unit;
  unit = g_new0 (Unit, 1);
  unit->code = g_strdup (code);
  unit->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  unit->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_ptr_array_add (stored->units, unit);
  g_hash_table_insert (stored->by_code, unit->code, unit);
  return unit;
}

void
zb_stored_reports_set_attribute (ZbStoredReports *stored,
                                 const char *unit,
                                 const char *name,
                                 const char *value)
{
  g_hash_table_replace (find_unit (stored, unit)->attributes, g_strdup (name), g_strdup (value));
}

void
zb_stored_reports_add (ZbStoredReports *stored, ZbReport *report)
{
  g_ptr_array_add (find_unit (stored, zb_report_unit (report))->reports, zb_report_ref (report));
}

static const char *
attribute (const Unit *unit, const char *name)
{
  const char *value = g_hash_table_lookup (unit->attributes, name);

  return value != NULL ? value : "";
}

/* What the unit's rules look at. */
static ZbMemoryContext *
open_context (const ZbStoredReports *stored,
              const ZbCatalogue *catalogue,
              const Unit *unit,
              GError **error)
{
  g_autoptr (ZbMemoryContext) context = zb_memory_context_new (catalogue);
  const char *text = stored->parameters;
  GHashTableIter iter;
  gpointer name, value;

  if (text != NULL) {
    ZbParameters *parameters = zb_parameters_read ("parameters", text, strlen (text), error);

    if (parameters == NULL)
      return NULL;
    zb_memory_context_take_parameters (context, parameters);
  }
  g_hash_table_iter_init (&iter, unit->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    zb_memory_context_set_attribute (context, name, value);
  for (guint i = 0; i < unit->reports->len; i++)
    zb_memory_context_add_report (context, unit->reports->pdata[i]);
  return g_steal_pointer (&context);
}

static gboolean
rehearse_unit (const ZbStoredReports *stored,
               ZbRehearsal *rehearsal,
               const Unit *unit,
               ZbPeriod period,
               GError **error)
{
  const char *form = zb_rehearsal_form (rehearsal)->id, *zone = attribute (unit, "zone");
  ZbRehearsedUnit named = {.code = unit->code,
                           .name = attribute (unit, "name"),
                           .area = *zone != '\0' ? zone : attribute (unit, "area")};
  g_autoptr (ZbMemoryContext) memory = NULL;

  for (guint i = 0; i < unit->reports->len; i++) {
    ZbReport *report = unit->reports->pdata[i];

    if (strcmp (zb_report_form (report)->id, form) != 0 ||
        !zb_period_equal (zb_report_period (report), period))
      continue;
    if (memory == NULL)
      memory = open_context (stored, zb_rulebook_catalogue (zb_rehearsal_rulebook (rehearsal)),
                             unit, error);
    if (memory == NULL)
      return FALSE;
    ZbContext context = zb_memory_context_get (memory);
    if (!zb_rehearsal_add (rehearsal, &named, report, context, context, error))
      return FALSE;
  }
  return TRUE;
}

char *
zb_stored_reports_rehearse (const ZbStoredReports *stored,
                            ZbRehearsal *rehearsal,
                            ZbPeriod period,
                            GError **error)
{
  zb_rehearsal_begin (rehearsal, period);
  for (guint i = 0; i < stored->units->len; i++)
    if (!rehearse_unit (stored, rehearsal, stored->units->pdata[i], period, error))
      return NULL;
  return zb_rehearsal_finish (rehearsal, G_MAXUINT);
}
