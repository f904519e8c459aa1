/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "formats/zip-reader.h"
#include "forms/report-writer.h"
#include "server/store/submission.h"
#include "tests/server/sample-stage.h"

#include <string.h>

/* Every sample of the catalogue goes, signed, to a zhibaod that serves all forms, and the receipt
 * names exactly the findings that lie beside the sample. */

#define MAX_JSON (16 * 1024 * 1024)
#define SENDERS 4

/* The case's bodies in one signed container. */
static GBytes *
seal (const SampleStage *stage, SampleCase *sample)
{
  const ZbReport *head = sample->bodies->pdata[0];
  const ZbForm *form = zb_report_form (head);
  gint64 moment = g_get_real_time ();
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (stage->agent, zb_report_package (head), form->id,
                          zb_period_format (zb_report_period (head), period), moment);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GError) error = NULL;

  g_free (envelope->sender);
  envelope->sender = g_strdup (sample->unit);
  g_free (envelope->edition);
  envelope->edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  sample->message_id = g_strdup (envelope->message_id);
  for (guint i = 0; i < sample->bodies->len; i++) {
    GBytes *body = zb_report_write (sample->bodies->pdata[i]);
    g_autofree char *name =
        g_strdup_printf ("body/%03u-%s.xml", i + 1, zb_report_form (sample->bodies->pdata[i])->id);

    g_ptr_array_add (bodies, body);
    zb_envelope_add_payload (envelope, name, "application/xml", body);
  }
  g_autoptr (GBytes) container =
      zb_container_build (envelope, (GBytes *const *)bodies->pdata, &error);
  g_assert_no_error (error);
  GBytes *sealed = zb_container_sign (container, stage->agent->signer, moment, TRUE, &error);
  g_assert_no_error (error);
  return sealed;
}

static ZbReceipt *
read_outcome (const ZbJson *answer)
{
  gsize length = 0;
  guchar *data = g_base64_decode (zb_json_get_string (answer, "r2"), &length);
  g_autoptr (GBytes) evidence = g_bytes_new_take (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("r2", evidence, &zb_zip_default_limits, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) bytes = zb_zip_find (zip, "receipt.xml");
  ZbReceipt *receipt = zb_receipt_read ("receipt.xml", bytes, &error);

  g_assert_no_error (error);
  return receipt;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* What the receipt says of @form, as zb_check_tell() would. */
static char *
tell (const char *findings, const char *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) list =
      zb_json_read ("findings", findings, strlen (findings), MAX_JSON, &error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *prefix = g_strdup_printf ("%s#", form);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < zb_json_length (list); i++) {
    const ZbJson *finding = zb_json_at (list, i);
    const char *instance = zb_json_get_string (finding, "instance");

    if (g_str_has_prefix (instance, prefix))
      g_ptr_array_add (lines, g_strdup_printf ("%s %s %s", instance,
                                               zb_json_get_string (finding, "severity"),
                                               zb_json_get_string (finding, "outcome")));
  }
  g_ptr_array_sort (lines, compare_texts);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *)lines->pdata[i]);
  return g_string_free (text, FALSE);
}

/* Samples that nobody can send, and what a node says to those who try. */
static const struct {
  const char *name, *reason, *text;
} unsendable[] = {
    {"B203/2023/bad-january", "unknown-form", "B203 does not collect 2024-01"},
};

static gboolean
is_unsendable (const SampleCase *sample, const ZbReceipt *receipt)
{
  for (guint i = 0; i < G_N_ELEMENTS (unsendable); i++)
    if (strcmp (sample->name, unsendable[i].name) == 0)
      return g_strcmp0 (receipt->reason, unsendable[i].reason) == 0 &&
             g_strcmp0 (receipt->reason_text, unsendable[i].text) == 0;
  return FALSE;
}

/* Whether it was judged and, if it was not taken, for the reason that its findings are. */
static gboolean
is_fair (const SampleCase *sample, const ZbReceipt *receipt)
{
  if (!receipt->reason)
    return TRUE;
  if (strcmp (receipt->reason, "incomplete-set") == 0)
    return TRUE;
  if (sample->bodies->len > 1 && strcmp (receipt->reason, "hard-findings") == 0)
    return TRUE;
  return !sample->good && (strcmp (receipt->reason, "hard-findings") == 0 ||
                           strcmp (receipt->reason, "unexplained-findings") == 0);
}

/* Notes what is wrong with what the receipt says. */
static void
judge (SampleCase *sample, const ZbReceipt *receipt)
{
  sample->findings = tell (receipt->findings, zb_report_form (sample->report)->id);
  if (is_unsendable (sample, receipt))
    return;
  if (!is_fair (sample, receipt))
    sample->note = g_strdup_printf ("%s: %s", receipt->reason, receipt->reason_text);
  else if (strcmp (sample->findings, sample->expected) != 0)
    sample->note = g_strdup_printf ("gives\n%sinstead of\n%s", sample->findings, sample->expected);
}

static void
send (const SampleStage *stage, SampleCase *sample, ZbHttpClient *client)
{
  g_autoptr (GBytes) container = seal (stage, sample);
  g_autofree char *text = NULL;
  guint status = zb_test_ask (client, "POST", "/v1/messages", ZB_MIME_ASICE, container, &text);
  g_autoptr (GError) error = NULL;

  if (status != 201) {
    sample->note = g_strdup_printf ("status %u: %s", status, text);
    return;
  }
  g_autoptr (ZbJson) answer = zb_json_read ("answer", text, strlen (text), MAX_JSON, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReceipt) receipt = read_outcome (answer);
  judge (sample, receipt);
}

typedef struct {
  const SampleStage *stage;
  guint first;
} Share;

/* One of those who send at the same time, as they do on a last day. */
static gpointer
send_share (gpointer data)
{
  const Share *share = data;
  const SampleStage *stage = share->stage;
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (stage->node, stage->agent);

  for (guint i = share->first; i < stage->cases->len; i += SENDERS)
    send (stage, stage->cases->pdata[i], client);
  return NULL;
}

static void
send_all (const SampleStage *stage)
{
  Share shares[SENDERS];
  GThread *threads[SENDERS];

  for (guint i = 0; i < SENDERS; i++) {
    shares[i] = (Share){stage, i};
    threads[i] = g_thread_new ("sender", send_share, &shares[i]);
  }
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (threads[i]);
}

/* What the store keeps is what the receipts said. */
static void
assert_stored (const SampleStage *stage)
{
  ZbStore *store = zb_test_node_store (stage->node);

  for (guint i = 0; i < stage->cases->len; i++) {
    const SampleCase *sample = stage->cases->pdata[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbMessage) message =
        zb_store_read_message (store, sample->unit, sample->message_id, &error);
    g_assert_no_error (error);
    g_autofree char *findings = zb_store_read_findings (store, message->id, &error);
    g_assert_no_error (error);
    g_autofree char *told = tell (findings, zb_report_form (sample->report)->id);

    g_assert_cmpstr (told, ==, sample->findings);
  }
}

static void
test_receipts_name_the_samples_findings (void)
{
  g_auto (SampleStage) stage = {NULL};
  guint n_wrong = 0, n_sets = 0;

  sample_stage_init (&stage);
  zb_test_node_close (stage.node);
  zb_test_node_spawn (stage.node);
  send_all (&stage);
  for (guint i = 0; i < stage.cases->len; i++) {
    const SampleCase *sample = stage.cases->pdata[i];

    if (sample->note)
      g_test_message ("%s: %s", sample->name, sample->note);
    n_wrong += sample->note != NULL;
    n_sets += sample->bodies->len > 1;
  }
  g_test_message ("%u samples of %u forms, %u as part of a set", stage.cases->len,
                  zb_catalogue_n_packages (stage.catalogue), n_sets);
  g_assert_cmpuint (n_wrong, ==, 0);
  zb_test_node_kill (stage.node, SIGTERM);
  zb_test_node_open (stage.node);
  assert_stored (&stage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/sample-intake/receipts-name-the-samples-findings",
                   test_receipts_name_the_samples_findings);
  return g_test_run ();
}
