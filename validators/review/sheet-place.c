/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/sheet-place.h"

#include "forms/form-lookup.h"

#include <string.h>

#define MAX_LETTERS 2
#define MAX_DIGITS 4

gsize
zb_sheet_scan (const char *at, guint *ret_column, guint *ret_row)
{
  guint column = 0, row = 0;
  gsize letters = 0, digits = 0;

  while (letters < MAX_LETTERS && at[letters] >= 'A' && at[letters] <= 'Z')
    column = column * 26 + (guint)(at[letters++] - 'A') + 1;
  while (digits < MAX_DIGITS && g_ascii_isdigit (at[letters + digits]))
    row = row * 10 + (guint)(at[letters + digits++] - '0');
  if (letters == 0 || digits == 0 || row == 0 || g_ascii_isalnum (at[letters + digits]) ||
      at[letters + digits] == '_')
    return 0;
  *ret_column = column;
  *ret_row = row;
  return letters + digits;
}

/* The row with this code, or with zeros in front of it: C3 is column C, row 03. */
static int
find_row (const ZbSection *section, const char *digits)
{
  int row = zb_section_find_row (section, digits);

  for (guint zeros = 1; row < 0 && zeros < 3; zeros++) {
    g_autofree char *padded = g_strdup_printf ("%.*s%s", (int)zeros, "00", digits);

    row = zb_section_find_row (section, padded);
  }
  return row;
}

static gboolean
find_by_codes (const ZbForm *form, const char *letters, const char *digits, ZbSheetPlace *ret_place)
{
  guint n = 0;

  for (guint i = 0; i < form->n_sections; i++) {
    const ZbSection *section = &form->sections[i];
    int row = section->dynamic ? -1 : find_row (section, digits);
    int column = zb_section_find_column (section, letters);

    if (row < 0 || column < 0)
      continue;
    *ret_place = (ZbSheetPlace){i, (guint)row, (guint)column};
    n++;
  }
  return n == 1;
}

gboolean
zb_sheet_find (const ZbForm *form,
               const ZbSheetAnchor *anchor,
               const char *letters,
               const char *digits,
               ZbSheetPlace *ret_place)
{
  g_autofree char *name = g_strconcat (letters, digits, NULL);
  const ZbSection *section;
  guint column, row;

  if (find_by_codes (form, letters, digits, ret_place))
    return TRUE;
  if (anchor == NULL || zb_sheet_scan (name, &column, &row) == 0 || column < anchor->column ||
      row < anchor->row)
    return FALSE;
  section = &form->sections[anchor->section];
  row = row - anchor->row + anchor->form_row;
  column = column - anchor->column + anchor->form_column;
  if (row >= section->n_rows || column >= section->n_columns)
    return FALSE;
  *ret_place = (ZbSheetPlace){anchor->section, row, column};
  return TRUE;
}

gboolean
zb_sheet_find_row (const ZbForm *form, const char *code, ZbSheetPlace *ret_place)
{
  guint n = 0;

  for (guint i = 0; i < form->n_sections; i++) {
    int row = form->sections[i].dynamic ? -1 : zb_section_find_row (&form->sections[i], code);

    if (row < 0)
      continue;
    *ret_place = (ZbSheetPlace){.section = i, .row = (guint)row};
    n++;
  }
  return n == 1;
}
