/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-csv.h"
#include "packaging/demo/people.h"

#include <stdio.h>
#include <string.h>

/* Prints the demonstration's figures of one enterprise, form and period as a table of cells
 * (section,row,column,value). Usage: zhibao-demo-cells CATALOGUE REGISTER.csv UNIT FORM PERIOD. */

static const ZbFigures *
find_figures (const GPtrArray *enterprises, const char *unit)
{
  for (guint i = 0; i < enterprises->len; i++) {
    const ZbEnterprise *enterprise = enterprises->pdata[i];
    if (strcmp (enterprise->unit, unit) == 0)
      return &enterprise->figures;
  }
  return NULL;
}

static GBytes *
make_cells (char **arguments, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (arguments[0], error);
  g_autoptr (GPtrArray) enterprises =
      catalogue ? zb_people_read_register (arguments[1], error) : NULL;
  const ZbFigures *figures = enterprises ? find_figures (enterprises, arguments[2]) : NULL;
  ZbPeriod period;

  if (enterprises && !figures)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s is not in the register",
                 arguments[2]);
  if (!figures || !zb_period_parse (arguments[4], &period, error))
    return NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, arguments[3], period, error);
  if (!package)
    return NULL;
  g_autoptr (ZbReport) report =
      zb_report_new (zb_package_form (package), zb_package_digest (package), arguments[2], period);
  zb_figures_fill (figures, report, TRUE);
  return zb_report_to_csv (report);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) cells = argc == 6 ? make_cells (argv + 1, &error) : NULL;
  gsize length = 0;

  if (!cells) {
    g_printerr ("zhibao-demo-cells: %s\n",
                error ? error->message : "CATALOGUE REGISTER.csv UNIT FORM PERIOD");
    return 1;
  }
  const void *text = g_bytes_get_data (cells, &length);
  return fwrite (text, 1, length, stdout) == length ? 0 : 1;
}
