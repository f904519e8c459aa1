/* SPDX-License-Identifier: Apache-2.0 */
/* The workspace of an accountant who has reported a year of months, the last one with an
 * explanation, and owes the next, for driving his program: says "ready PATH" and keeps it until
 * standard input ends. */
#include <stdio.h>

#include "forms/report-notes.h"
#include "forms/report-writer.h"
#include "tests/client/scratch-client.h"
#include "tests/forms/source-catalogue.h"

static void
add_form (ZbScratchClient *client, ZbCatalogue *catalogue, const char *form)
{
  g_autoptr (GError) error = NULL;
  ZbPackage *package =
      zb_catalogue_find (catalogue, form, (ZbPeriod){ZB_PERIOD_MONTH, 2024, 6}, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  zb_scratch_client_add_package (client, bundle);
  zb_scratch_client_owe (client, form, ZB_SCRATCH_PERIOD);
}

/* The report of May as the bureau has it: without electricity, which was explained. */
static void
keep_context (ZbScratchClient *client)
{
  g_autofree char *digest = g_strnfill (64, 'a');
  const ZbExplanation explanation = {
      .rule = (char *)"B204-1#14",
      .revision = 1,
      .operands = digest,
      .reason = (char *)"energy",
      .text = (char *)"本月全部由自备光伏电站供电，未向电网购电。",
      .author = (char *)"王小明",
      .time = client->now,
  };
  g_autoptr (ZbReport) may = zb_scratch_client_report (client, "2024-05", "48265");
  g_autoptr (ZbContextDocument) context = zb_context_document_new ();
  g_autoptr (GError) error = NULL;

  zb_report_set_canonical (may, 0, 0, 1, "248980", &error);
  g_assert_no_error (error);
  zb_report_explain (may, &explanation);
  g_autoptr (GBytes) bytes = zb_report_write (may);
  zb_context_document_add_report (context, ZB_SCRATCH_FORM, "2024-05", "accepted", digest, bytes);
  zb_scratch_client_keep_context (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, context);
}

int
main (void)
{
  ZbScratchClient client = {0};

  zb_scratch_client_set_up (&client, NULL);
  for (guint i = 0; i < 12; i++) {
    g_autofree char *period = g_strdup_printf ("%u-%02u", i < 7 ? 2023 : 2024, (i + 5) % 12 + 1);
    g_autofree char *output = g_strdup_printf ("%u", 47115 + 350 * i - 900 * (i % 4));
    g_autoptr (ZbReport) report = zb_scratch_client_report (&client, period, output);
    g_autofree char *id = zb_scratch_client_put (&client, report, 2);
  }
  zb_scratch_client_owe (&client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  keep_context (&client);
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  add_form (&client, catalogue, "JF-01");
  add_form (&client, catalogue, "VAT-1");
  printf ("ready %s\n", client.path);
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  zb_scratch_client_tear_down (&client, NULL);
  return 0;
}
