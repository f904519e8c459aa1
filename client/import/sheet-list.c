/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/sheet-list.h"

#include "client/heading.h"
#include "forms/form-lookup.h"

#include <string.h>

enum { SECTION, ROW, COLUMN, VALUE, N_HEADS };

#define HEAD_SECTION "head"

typedef struct {
  guint row;
  int columns[N_HEADS]; /* of the sheet; -1 if there is none */
} Heads;

static int
head_of (const char *text)
{
  static const char *const words[N_HEADS][4] = {
      {"section", "分表", "节", NULL},
      {"row", "行", "行次", "行码"},
      {"column", "列", "栏", "栏次"},
      {"value", "值", "数值", "填报值"},
  };
  g_autofree char *name = zb_heading_normal (text);

  for (int i = 0; i < N_HEADS; i++)
    for (guint k = 0; k < 4 && words[i][k] != NULL; k++)
      if (strcmp (words[i][k], name) == 0)
        return i;
  return -1;
}

/* In the first row that holds anything. */
static gboolean
find_heads (const ZbSpreadsheet *book, guint sheet, Heads *heads)
{
  gboolean found = FALSE;

  for (guint i = 0; i < N_HEADS; i++)
    heads->columns[i] = -1;
  for (heads->row = 0; heads->row < zb_spreadsheet_n_rows (book, sheet) && !found; heads->row++)
    for (guint c = 0; c < zb_spreadsheet_n_columns (book, sheet); c++) {
      const char *text = zb_spreadsheet_text (book, sheet, heads->row, c);
      int head = *text != '\0' ? head_of (text) : -1;

      found = found || *text != '\0';
      if (head >= 0)
        heads->columns[head] = (int)c;
    }
  return heads->columns[ROW] >= 0 && heads->columns[COLUMN] >= 0 && heads->columns[VALUE] >= 0;
}

static const char *
get_text (const ZbSpreadsheet *book, guint sheet, guint row, int column)
{
  return column >= 0 ? zb_spreadsheet_text (book, sheet, row, (guint)column) : "";
}

static void
import_line (const ZbForm *form,
             const ZbFormNames *names,
             ZbIncoming *incoming,
             const ZbIncomingSource *source,
             const char *const *texts)
{
  int section = *texts[SECTION] == '\0' && form->n_sections == 1
                    ? 0
                    : zb_form_find_section (form, texts[SECTION]);
  const char *key;
  int column;

  if (strcmp (texts[SECTION], HEAD_SECTION) == 0) {
    int field = zb_form_find_field (form, texts[ROW]);
    if (field >= 0)
      zb_incoming_offer_field (incoming, source, (guint)field);
    else
      zb_incoming_offer_unknown (incoming, source, ZB_INCOMING_UNKNOWN_ROW);
    return;
  }
  key = section >= 0 ? zb_form_names_row_of_code (names, (guint)section, texts[ROW]) : NULL;
  if (key == NULL) {
    zb_incoming_offer_unknown (incoming, source, ZB_INCOMING_UNKNOWN_ROW);
    return;
  }
  column = zb_section_find_column (&form->sections[section], texts[COLUMN]);
  if (column < 0)
    zb_incoming_offer_unknown (incoming, source, ZB_INCOMING_UNKNOWN_COLUMN);
  else
    zb_incoming_offer (incoming, source, (guint)section, key, (guint)column);
}

gboolean
zb_sheet_list_import (const ZbSpreadsheet *book,
                      guint sheet,
                      const ZbFormNames *names,
                      ZbIncoming *incoming)
{
  const ZbForm *form = zb_report_form (zb_incoming_report (incoming));
  Heads heads;

  if (!find_heads (book, sheet, &heads))
    return FALSE;
  for (guint row = heads.row; row < zb_spreadsheet_n_rows (book, sheet); row++) {
    const char *texts[N_HEADS];
    guint column = (guint)heads.columns[VALUE];

    for (guint i = 0; i < N_HEADS; i++)
      texts[i] = get_text (book, sheet, row, heads.columns[i]);
    if (*texts[VALUE] == '\0')
      continue;
    g_autofree char *place = zb_spreadsheet_place (book, sheet, row, column);
    g_autofree char *heading =
        g_strdup_printf ("%s %s %s", texts[SECTION], texts[ROW], texts[COLUMN]);
    ZbIncomingSource source = {place, g_strstrip (heading), texts[VALUE], sheet, row, column, NULL};
    import_line (form, names, incoming, &source, texts);
  }
  return TRUE;
}
