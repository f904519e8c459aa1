/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/office.h"

#include "validators/memory-context.h"

struct _ZbSeasonOffice {
  ZbMemoryContext *memory;
  const ZbParameters *parameters;
};

ZbSeasonOffice *
zb_season_office_new (const ZbCatalogue *catalogue,
                      const ZbSeasonUnit *unit,
                      const ZbParameters *parameters)
{
  ZbSeasonOffice *office = g_new0 (ZbSeasonOffice, 1);
  GHashTableIter iter;
  gpointer name, value;

  office->memory = zb_memory_context_new (catalogue);
  office->parameters = parameters;
  g_hash_table_iter_init (&iter, unit->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    zb_memory_context_set_attribute (office->memory, name, value);
  return office;
}

void
zb_season_office_free (ZbSeasonOffice *office)
{
  zb_memory_context_free (office->memory);
  g_free (office);
}

void
zb_season_office_add (ZbSeasonOffice *office, ZbReport *report)
{
  zb_memory_context_add_report (office->memory, report);
}

static const ZbReport *
report_cb (gpointer self, const char *form, ZbPeriod period, ZbAvailability *ret_why)
{
  ZbContext memory = zb_memory_context_get (((ZbSeasonOffice *)self)->memory);

  return memory.interface->report (memory.self, form, period, ret_why);
}

static const char *
attribute_cb (gpointer self, const char *name)
{
  ZbContext memory = zb_memory_context_get (((ZbSeasonOffice *)self)->memory);

  return memory.interface->attribute (memory.self, name);
}

static gboolean
parameter_cb (gpointer self,
              const char *name,
              ZbPeriod period,
              ZbDecimal *ret_value,
              const ZbMeasure **ret_measure)
{
  const ZbParameters *parameters = ((ZbSeasonOffice *)self)->parameters;

  return parameters != NULL &&
         zb_parameters_find (parameters, name, period, ret_value, ret_measure);
}

static const char *
waiver_cb (G_GNUC_UNUSED gpointer self, G_GNUC_UNUSED const char *rule)
{
  return NULL;
}

ZbContext
zb_season_office_context (ZbSeasonOffice *office)
{
  static const ZbContextInterface interface = {.report = report_cb,
                                               .attribute = attribute_cb,
                                               .parameter = parameter_cb,
                                               .is_joint = zb_context_joint_by_form,
                                               .waiver = waiver_cb};

  return (ZbContext){&interface, office};
}
