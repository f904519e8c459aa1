/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "forms/form-lookup.h"
#include "tests/forms/example.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Every cell of a form that was read is found again by its item id. */
static void
check_row (const ZbForm *form, guint section, const char *key)
{
  for (guint column = 0; column < form->sections[section].n_columns; column++) {
    g_autofree char *item = zb_form_item_id (form, section, key, column);
    g_autofree char *found_key = NULL;
    guint found_section = 0, found_column = 0;
    ZbCellSpec spec;

    if (!zb_form_split_item_id (form, item, &found_section, &found_key, &found_column) ||
        found_section != section || found_column != column || strcmp (found_key, key) != 0 ||
        !zb_section_cell_spec (&form->sections[section], key, column, &spec))
      abort ();
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (ZbForm) form = zb_form_read ("form.xml", data, size, zb_example_find_list, NULL, NULL);

  for (guint i = 0; form != NULL && i < form->n_sections; i++) {
    const ZbSection *section = &form->sections[i];

    if (section->dynamic)
      check_row (form, i, "3974");
    for (guint row = 0; row < section->n_rows; row++)
      check_row (form, i, section->rows[row].code);
  }
  return 0;
}
