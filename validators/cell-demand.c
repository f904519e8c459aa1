/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/cell-demand.h"

static void
add_section (GArray *demands, const ZbSection *section)
{
  guint n = section->n_columns * (section->dynamic ? 1 : section->n_rows);

  for (guint i = 0; i < n; i++) {
    const ZbCellSpec *spec = &section->specs[i];
    gboolean in_joint = (spec->flags & ZB_CELL_NOT_IN_JOINT) == 0;
    ZbCellDemand demand = {.row = i / section->n_columns,
                           .column = i % section->n_columns,
                           .plain = spec->type == ZB_CELL_NUMBER && in_joint};

    if ((spec->flags & ZB_CELL_REQUIRED) != 0 || !in_joint || spec->type == ZB_CELL_CODE ||
        spec->type == ZB_CELL_DATE)
      g_array_append_val (demands, demand);
  }
}

ZbCellDemands *
zb_cell_demands_new (const ZbForm *form)
{
  ZbCellDemands *demands = g_new (ZbCellDemands, 1);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (ZbCellDemand));

  demands->starts = g_new (guint, form->n_sections + 2);
  for (guint i = 0; i < form->n_sections; i++) {
    demands->starts[i] = found->len;
    add_section (found, &form->sections[i]);
  }
  demands->starts[form->n_sections] = demands->starts[form->n_sections + 1] = found->len;
  demands->demands = (ZbCellDemand *)g_array_free (found, FALSE);
  return demands;
}

void
zb_cell_demands_free (ZbCellDemands *demands)
{
  if (demands == NULL)
    return;
  g_free (demands->demands);
  g_free (demands->starts);
  g_free (demands);
}
