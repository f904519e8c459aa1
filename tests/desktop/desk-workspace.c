/* SPDX-License-Identifier: Apache-2.0 */
/* The workspace of an accountant with a clean draft, a report that was accepted and one that is
 * due: says "ready PATH" and keeps it until standard input ends. */
#include "client/draft.h"
#include "forms/report-reader.h"
#include "tests/client/scratch-client.h"

#include <stdio.h>

#define SAMPLE "forms/catalogue/s1/B204-1/2023/samples/good-class-not-in-list.xml"
#define SAMPLE_UNIT "9135020061202218XY"

/* The sample as this unit's report of @period. */
static ZbReport *
read_sample (ZbScratchClient *client, const char *period)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), SAMPLE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (ZbReport) shape = zb_scratch_client_report (client, period, "1");
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GString) xml = g_string_new (text);
  g_string_replace (xml, SAMPLE_UNIT, ZB_TEST_UNIT, 0);
  g_string_replace (xml, "package=\"sample\"", "package=\"\"", 0);
  g_autofree char *package = g_strdup_printf ("package=\"%s\"", zb_report_package (shape));
  g_string_replace (xml, "package=\"\"", package, 0);
  g_autofree char *when = g_strdup_printf ("period=\"%s\"", period);
  g_string_replace (xml, "period=\"2024-06\"", when, 0);
  ZbReport *report = zb_report_read ("sample", xml->str, xml->len,
                                     zb_workspace_catalogue (client->workspace), &error);
  g_assert_no_error (error);
  return report;
}

static void
file (ZbScratchClient *client, const char *id, ZbReceiptKind kind, const char *word)
{
  g_autoptr (GBytes) evidence = zb_scratch_client_evidence (client, id, kind, word);
  g_autoptr (GError) error = NULL;

  zb_sent_file_evidence (client->workspace, id, evidence, &error);
  g_assert_no_error (error);
}

static void
put_accepted (ZbScratchClient *client, const char *period)
{
  g_autoptr (ZbReport) report = read_sample (client, period);
  g_autofree char *id = zb_scratch_client_put (client, report, 2);
  g_autofree char *sql = NULL;

  file (client, id, ZB_RECEIPT_ARRIVAL, NULL);
  file (client, id, ZB_RECEIPT_OUTCOME, "valid");
  file (client, id, ZB_RECEIPT_DECISION, "accept");
  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, period);
  sql = g_strdup_printf (
      "update obligation set state = 'accepted', message = '%s' where period = '%s'", id, period);
  zb_scratch_client_execute (client, sql);
}

static void
put_draft (ZbScratchClient *client, const char *period)
{
  g_autoptr (ZbReport) report = read_sample (client, period);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, period);
}

int
main (void)
{
  ZbScratchClient client = {0};

  zb_scratch_client_set_up (&client, NULL);
  put_accepted (&client, "2024-05");
  put_draft (&client, "2024-06");
  zb_scratch_client_owe (&client, "B203", "2024-06");
  printf ("ready %s\n", client.path);
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  zb_scratch_client_tear_down (&client, NULL);
  return 0;
}
