/* SPDX-License-Identifier: Apache-2.0 */
#include "server/export/reports-export.h"

#include "formats/csv-writer.h"
#include "formats/xlsx-writer.h"
#include "forms/report.h"
#include "server/store/packed-report.h"

/* What one version writes, called with its report unpacked. */
typedef gboolean (*WriteReport) (const ZbVersion *version,
                                 const ZbReport *report,
                                 gpointer writer,
                                 GError **error);

typedef struct {
  const ZbCatalogue *catalogue;
  WriteReport write;
  gpointer writer;
} Walk;

static gboolean
each_version (const ZbVersion *version, const ZbPackedReport *packed, gpointer data, GError **error)
{
  Walk *walk = data;
  ZbPackage *package = zb_catalogue_find_digest (walk->catalogue, version->package);
  ZbPeriod period;

  if (!package || !zb_period_parse (version->period, &period, error))
    return package == NULL;
  g_autoptr (ZbReport) report = zb_packed_report_unpack (
      packed, zb_package_form (package), version->package, version->code, period, error);
  return report && walk->write (version, report, walk->writer, error);
}

static gboolean
walk_reports (ZbStore *store, const ZbVersionQuery *query, Walk *walk, GError **error)
{
  GError *failure = NULL;

  if (zb_store_each_version (store, query, each_version, walk, &failure) && !failure)
    return TRUE;
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static void
csv_cell (ZbCsvWriter *csv,
          const ZbVersion *version,
          const ZbReport *report,
          guint section,
          guint row,
          guint column)
{
  const ZbSection *shape = &zb_report_form (report)->sections[section];
  ZbCell cell = zb_report_cell (report, section, row, column);
  ZbDecimal value;

  if (cell.state != ZB_STATE_VALUE)
    return;
  const char *stub[] = {version->code,
                        version->name,
                        version->district,
                        version->zone,
                        shape->id,
                        zb_report_row_key (report, section, row),
                        shape->columns[column].code};
  for (guint i = 0; i < G_N_ELEMENTS (stub); i++)
    zb_csv_writer_text (csv, stub[i] ? stub[i] : "");
  if (zb_report_decimal (report, section, row, column, &value)) {
    char text[ZB_DECIMAL_TEXT_SIZE];
    zb_csv_writer_number (csv, zb_decimal_format (value, text));
  } else {
    zb_csv_writer_text (csv, cell.text ? cell.text : "");
  }
  zb_csv_writer_end_row (csv);
}

static gboolean
csv_report (const ZbVersion *version, const ZbReport *report, gpointer writer, GError **error)
{
  const ZbForm *form = zb_report_form (report);

  for (guint s = 0; s < form->n_sections; s++)
    for (guint r = 0; r < zb_report_n_rows (report, s); r++)
      for (guint c = 0; c < form->sections[s].n_columns; c++)
        csv_cell (writer, version, report, s, r, c);
  return TRUE;
}

GBytes *
zb_reports_export_csv (ZbStore *store,
                       const ZbCatalogue *catalogue,
                       const ZbVersionQuery *query,
                       GError **error)
{
  static const char *const names[] = {"uscc",    "name", "district", "zone",
                                      "section", "row",  "column",   "value"};
  g_autoptr (ZbCsvWriter) csv = zb_csv_writer_new ();
  Walk walk = {catalogue, csv_report, csv};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    zb_csv_writer_text (csv, names[i]);
  zb_csv_writer_end_row (csv);
  if (!walk_reports (store, query, &walk, error))
    return NULL;
  return zb_csv_writer_finish (csv);
}

/* One sheet under way. */
typedef struct {
  ZbXlsxWriter *xlsx;
  guint section;
  guint line;
} Sheet;

static void
xlsx_cell (Sheet *sheet, guint at, const ZbReport *report, guint row, guint column)
{
  ZbCell cell = zb_report_cell (report, sheet->section, row, column);
  char text[ZB_DECIMAL_TEXT_SIZE];
  ZbDecimal value;

  if (zb_report_decimal (report, sheet->section, row, column, &value))
    zb_xlsx_writer_number (sheet->xlsx, sheet->line, at, zb_decimal_format (value, text),
                           value.scale, ZB_XLSX_CELL);
  else
    zb_xlsx_writer_text (sheet->xlsx, sheet->line, at, cell.text ? cell.text : "", ZB_XLSX_CELL);
}

static void
xlsx_unit (Sheet *sheet, const ZbVersion *version)
{
  zb_xlsx_writer_text (sheet->xlsx, sheet->line, 0, version->code, ZB_XLSX_CELL);
  zb_xlsx_writer_text (sheet->xlsx, sheet->line, 1, version->name, ZB_XLSX_CELL);
}

/* A fixed section is one line a unit, a dynamic one a line for each of its rows. */
static gboolean
xlsx_report (const ZbVersion *version, const ZbReport *report, gpointer writer, GError **error)
{
  Sheet *sheet = writer;
  const ZbSection *section = &zb_report_form (report)->sections[sheet->section];
  guint n_rows = zb_report_n_rows (report, sheet->section);

  if (!section->dynamic)
    xlsx_unit (sheet, version);
  for (guint r = 0; r < n_rows; r++) {
    if (section->dynamic) {
      xlsx_unit (sheet, version);
      zb_xlsx_writer_text (sheet->xlsx, sheet->line, 2,
                           zb_report_row_key (report, sheet->section, r), ZB_XLSX_CELL);
    }
    for (guint c = 0; c < section->n_columns; c++)
      xlsx_cell (sheet, section->dynamic ? 3 + c : 2 + r * section->n_columns + c, report, r, c);
    sheet->line += section->dynamic;
  }
  sheet->line += !section->dynamic;
  return TRUE;
}

static void
xlsx_heads (Sheet *sheet, const ZbSection *section, const char *language)
{
  gboolean zh = g_str_has_prefix (language, "zh");

  zb_xlsx_writer_sheet (sheet->xlsx, section->id);
  zb_xlsx_writer_text (sheet->xlsx, 0, 0, zh ? "统一社会信用代码" : "Unified social credit code",
                       ZB_XLSX_HEAD);
  zb_xlsx_writer_text (sheet->xlsx, 0, 1, zh ? "单位详细名称" : "Name", ZB_XLSX_HEAD);
  zb_xlsx_writer_column_width (sheet->xlsx, 0, 22);
  zb_xlsx_writer_column_width (sheet->xlsx, 1, 32);
  if (section->dynamic)
    zb_xlsx_writer_text (sheet->xlsx, 0, 2, zh ? "代码" : "Code", ZB_XLSX_HEAD);
  for (guint c = 0; section->dynamic && c < section->n_columns; c++)
    zb_xlsx_writer_text (sheet->xlsx, 0, 3 + c, zb_text_get (&section->columns[c].label, language),
                         ZB_XLSX_HEAD);
  for (guint r = 0; !section->dynamic && r < section->n_rows; r++)
    for (guint c = 0; c < section->n_columns; c++) {
      g_autofree char *label = g_strdup_printf ("%s %s\n%s", section->rows[r].code,
                                                zb_text_get (&section->rows[r].label, language),
                                                zb_text_get (&section->columns[c].label, language));
      zb_xlsx_writer_text (sheet->xlsx, 0, 2 + r * section->n_columns + c, label, ZB_XLSX_HEAD);
    }
  zb_xlsx_writer_freeze (sheet->xlsx, 1, 2);
}

gboolean
zb_reports_export_xlsx (ZbStore *store,
                        const ZbCatalogue *catalogue,
                        const ZbVersionQuery *query,
                        const char *language,
                        const char *path,
                        GError **error)
{
  ZbPeriod period;

  if (!zb_period_parse (query->period, &period, error))
    return FALSE;
  ZbPackage *package = zb_catalogue_find (catalogue, query->form, period, error);
  g_autoptr (ZbXlsxWriter) xlsx = package ? zb_xlsx_writer_new (path, error) : NULL;
  if (!xlsx)
    return FALSE;
  const ZbForm *form = zb_package_form (package);
  for (guint s = 0; s < form->n_sections; s++) {
    Sheet sheet = {xlsx, s, 1};
    Walk walk = {catalogue, xlsx_report, &sheet};

    xlsx_heads (&sheet, &form->sections[s], language);
    if (!walk_reports (store, query, &walk, error))
      return FALSE;
  }
  return zb_xlsx_writer_finish (xlsx, error);
}
