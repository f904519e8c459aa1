/* SPDX-License-Identifier: Apache-2.0 */
#include "server/export/summary-export.h"

#include "formats/csv-writer.h"
#include "formats/xlsx-writer.h"

#include <string.h>

/* Labels of the stub columns, before the groups. */
#define STUB 4

typedef struct {
  const char *zh[STUB];
  const char *en[STUB];
  const char *units_zh, *units_en;
} Heads;

static const Heads heads = {
    {"代码", "指标", "栏目", "计量单位"},
    {"Code", "Indicator", "Column", "Measure"},
    "单位数",
    "Units",
};

static gboolean
is_zh (const char *language)
{
  return g_str_has_prefix (language, "zh");
}

static const char *
stub_head (guint index, const char *language)
{
  return is_zh (language) ? heads.zh[index] : heads.en[index];
}

static const char *
stub_text (const ZbSummaryItem *item, guint index, const char *language)
{
  switch (index) {
  case 0:
    return item->id;
  case 1:
    return zb_text_get (&item->item.row_name, language);
  case 2:
    return zb_text_get (&item->item.column_name, language);
  default:
    return item->item.measure ? zb_text_get (&item->item.measure->name, language) : "";
  }
}

static const ZbSummaryGroup *
group_at (const ZbSummaryTable *table, guint index)
{
  return &g_array_index (table->groups, ZbSummaryGroup, index);
}

static void
csv_head (ZbCsvWriter *csv, const ZbSummaryTable *table, const char *language)
{
  for (guint i = 0; i < STUB; i++)
    zb_csv_writer_text (csv, stub_head (i, language));
  for (guint g = 0; g < table->groups->len; g++)
    zb_csv_writer_text (csv, zb_text_get (&group_at (table, g)->name, language));
  zb_csv_writer_end_row (csv);
  zb_csv_writer_text (csv, "");
  zb_csv_writer_text (csv, is_zh (language) ? heads.units_zh : heads.units_en);
  zb_csv_writer_text (csv, "");
  zb_csv_writer_text (csv, "");
  for (guint g = 0; g < table->groups->len; g++) {
    g_autofree char *units = g_strdup_printf ("%u", group_at (table, g)->units);
    zb_csv_writer_number (csv, units);
  }
  zb_csv_writer_end_row (csv);
}

GBytes *
zb_summary_export_csv (const ZbSummaryTable *table, const char *language)
{
  g_autoptr (ZbCsvWriter) csv = zb_csv_writer_new ();

  csv_head (csv, table, language);
  for (guint i = 0; i < table->items->len; i++) {
    for (guint s = 0; s < STUB; s++)
      zb_csv_writer_text (csv,
                          stub_text (&g_array_index (table->items, ZbSummaryItem, i), s, language));
    for (guint g = 0; g < table->groups->len; g++) {
      g_autofree char *sum = zb_summary_table_sum (table, g, i, NULL);
      zb_csv_writer_number (csv, sum ? sum : "");
    }
    zb_csv_writer_end_row (csv);
  }
  return zb_csv_writer_finish (csv);
}

static guint
scale_of (const char *decimal)
{
  const char *point = strchr (decimal, '.');

  return point ? (guint)strlen (point + 1) : 0;
}

static void
xlsx_head (ZbXlsxWriter *xlsx, const ZbSummaryTable *table, const char *language)
{
  g_autofree char *period = zb_period_to_display (table->period, language, FALSE);
  g_autofree char *title = g_strdup_printf ("%s %s %s", table->form->code,
                                            zb_text_get (&table->form->title, language), period);

  zb_xlsx_writer_merge (xlsx, 0, 0, 1, STUB + MAX (table->groups->len, 1), title, ZB_XLSX_TITLE);
  for (guint i = 0; i < STUB; i++)
    zb_xlsx_writer_text (xlsx, 1, i, stub_head (i, language), ZB_XLSX_HEAD);
  zb_xlsx_writer_merge (xlsx, 2, 0, 1, STUB, is_zh (language) ? heads.units_zh : heads.units_en,
                        ZB_XLSX_CELL);
  for (guint g = 0; g < table->groups->len; g++) {
    g_autofree char *units = g_strdup_printf ("%u", group_at (table, g)->units);
    zb_xlsx_writer_text (xlsx, 1, STUB + g, zb_text_get (&group_at (table, g)->name, language),
                         ZB_XLSX_HEAD);
    zb_xlsx_writer_number (xlsx, 2, STUB + g, units, 0, ZB_XLSX_CELL);
    zb_xlsx_writer_column_width (xlsx, STUB + g, 16);
  }
  zb_xlsx_writer_column_width (xlsx, 1, 36);
  zb_xlsx_writer_column_width (xlsx, 2, 18);
  zb_xlsx_writer_freeze (xlsx, 3, STUB);
}

static void
xlsx_item (ZbXlsxWriter *xlsx, const ZbSummaryTable *table, guint item, const char *language)
{
  guint row = item + 3;

  for (guint s = 0; s < STUB; s++)
    zb_xlsx_writer_text (
        xlsx, row, s, stub_text (&g_array_index (table->items, ZbSummaryItem, item), s, language),
        ZB_XLSX_CELL);
  for (guint g = 0; g < table->groups->len; g++) {
    g_autofree char *sum = zb_summary_table_sum (table, g, item, NULL);
    if (sum)
      zb_xlsx_writer_number (xlsx, row, STUB + g, sum, scale_of (sum), ZB_XLSX_CELL);
    else
      zb_xlsx_writer_text (xlsx, row, STUB + g, "", ZB_XLSX_CELL);
  }
}

gboolean
zb_summary_export_xlsx (const ZbSummaryTable *table,
                        const char *language,
                        const char *path,
                        GError **error)
{
  g_autoptr (ZbXlsxWriter) xlsx = zb_xlsx_writer_new (path, error);

  if (!xlsx)
    return FALSE;
  zb_xlsx_writer_sheet (xlsx, table->form->id);
  xlsx_head (xlsx, table, language);
  for (guint i = 0; i < table->items->len; i++)
    xlsx_item (xlsx, table, i, language);
  return zb_xlsx_writer_finish (xlsx, error);
}
