/* SPDX-License-Identifier: Apache-2.0 */
/* The workspace of an accountant with a clean draft, a report that was accepted and one that is
 * due: says "ready PATH" and keeps it until standard input ends. */
#include "client/draft.h"
#include "exchange/key.h"
#include "forms/report-reader.h"
#include "tests/client/scratch-client.h"

#include <stdio.h>

#define SAMPLE "forms/catalogue/s1/B204-1/2023/samples/good-class-not-in-list.xml"
/* desk-test.py types it. */
#define PASSPHRASE "a passphrase for tests"
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

/* Key files whose certificates end at other times: who plays puts one in the place of the
 * account's.
 */
static void
write_key_files (ZbScratchClient *client)
{
  static const struct {
    const char *name;
    int days;
  } files[] = {{"signing", 400}, {"soon", 20}, {"now", 3}, {"ended", -3}, {"over", -40}};
  const gint64 day = 24 * 3600 * G_TIME_SPAN_SECOND;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    ZbTestIdentity *identity = zb_test_authority_identify_between (
        client->authority, "p256", "author", ZB_TEST_UNIT, ZB_USE_SIGNING, client->now - 100 * day,
        client->now + files[i].days * day);
    g_autofree char *name = g_strconcat (files[i].name, ".p12", NULL);
    g_autofree char *path = g_build_filename (client->path, "keys", name, NULL);

    zb_key_write_file (identity->key, identity->certificate, identity->chain, PASSPHRASE, path,
                       &error);
    g_assert_no_error (error);
    zb_test_identity_free (identity);
  }
}

/* Signed, and as far on the way as who plays writes it into the database. */
static void
put_outbox (ZbScratchClient *client)
{
  static const char *const periods[] = {"2024-04", "2024-03", "2024-02"};

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++) {
    g_autoptr (ZbReport) report = read_sample (client, periods[i]);
    g_autofree char *id = zb_scratch_client_put (client, report, 2);
  }
}

int
main (void)
{
  ZbScratchClient client = {0};

  zb_scratch_client_set_up (&client, NULL);
  put_accepted (&client, "2024-05");
  put_draft (&client, "2024-06");
  zb_scratch_client_owe (&client, "B203", "2024-06");
  write_key_files (&client);
  put_outbox (&client);
  printf ("ready %s\n", client.path);
  fflush (stdout);
  while (getchar () != EOF)
    continue;
  zb_scratch_client_tear_down (&client, NULL);
  return 0;
}
