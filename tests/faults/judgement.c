/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/storm-private.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "server/store/submission.h"
#include "server/verify.h"

#include <gio/gio.h>
#include <string.h>

#define TOLD 3 /* faults, of many */

static gboolean
is_proven (GBytes *r1, const char *id, const char *digest, const ZbService *service, GError **error)
{
  gint64 now = zb_clock_now (&zb_clock_system);
  g_autoptr (ZbEvidence) evidence =
      zb_evidence_verify (r1, NULL, service->trust, service->log_verifier, now, error);

  if (!evidence)
    return FALSE;
  if (strcmp (evidence->receipt->message_id, id) == 0 &&
      strcmp (evidence->receipt->container, digest) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "it is about another message");
  return FALSE;
}

/* The digest of what the store holds under @id; NULL if it cannot be had. (transfer full) */
static char *
digest_kept (ZbStore *store, const char *sender, const char *id)
{
  g_autoptr (ZbMessage) message = zb_store_read_message (store, sender, id, NULL);
  g_autoptr (GBytes) container =
      message ? zb_store_read_container (store, message->id, NULL) : NULL;

  return container ? zb_digest_hex_of_bytes (container) : NULL;
}

static char *
sender_of (GBytes *r1)
{
  g_autoptr (ZbReceipt) receipt = zb_evidence_read_receipt (r1, NULL);

  return receipt ? g_strdup (receipt->sender) : NULL;
}

/* How many acknowledged reports the store does not give back byte for byte. */
static guint
count_missing (ZbStorm *storm, ZbStore *store)
{
  GHashTableIter iter;
  gpointer id, digest;
  guint n = 0;

  g_hash_table_iter_init (&iter, storm->acknowledged);
  while (g_hash_table_iter_next (&iter, &id, &digest)) {
    g_autofree char *sender = sender_of (g_hash_table_lookup (storm->evidence, id));
    g_autofree char *kept = sender ? digest_kept (store, sender, id) : NULL;
    n += g_strcmp0 (kept, digest) != 0;
  }
  return n;
}

static void
judge_evidence (ZbStorm *storm, const ZbService *service, ZbFaultReport *report)
{
  GHashTableIter iter;
  gpointer id, digest;

  g_hash_table_iter_init (&iter, storm->acknowledged);
  while (g_hash_table_iter_next (&iter, &id, &digest)) {
    g_autoptr (GError) error = NULL;
    if (is_proven (g_hash_table_lookup (storm->evidence, id), id, digest, service, &error))
      continue;
    if (report->unproven++ < TOLD)
      zb_fault_report_problem (report, "%s: %s", (char *)id, error->message);
  }
}

/* Each message of the store was sent, and is there once. */
static void
judge_messages (ZbStorm *storm, ZbStore *store, ZbFaultReport *report)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 after = 0;
  guint page;

  do {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) messages =
        zb_store_list_messages (store, after, ZB_STORE_MAX_PAGE, &error);
    if (!messages) {
      zb_fault_report_problem (report, "%s", error->message);
      return;
    }
    page = messages->len;
    for (guint i = 0; i < page; i++) {
      const ZbMessage *message = messages->pdata[i];
      report->doubled += !g_hash_table_add (seen, g_strdup (message->message_id)) ||
                         !g_hash_table_contains (storm->tried, message->message_id);
      after = message->id;
    }
  } while (page > 0);
}

static void
note_figures (ZbStorm *storm, ZbFaultReport *report)
{
  report->acknowledged += g_hash_table_size (storm->acknowledged);
  report->repeated += storm->repeated;
  report->refused += storm->refused;
}

/* zhibaod verify: how many faults; -1, with @ret_text, if it could not look. @ret_text also names
 * the first fault. */
static int
count_faults (ZbStorm *storm, char **ret_text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) found = zb_node_verify (zb_test_node_dir (storm->node), NULL, &error);

  if (!found) {
    *ret_text = g_strdup (error->message);
    return -1;
  }
  if (found->faults->len > 0)
    *ret_text = zb_log_fault_describe (found->faults->pdata[0]);
  return (int)found->faults->len;
}

void
zb_storm_judge (ZbStorm *storm, ZbFaultReport *report)
{
  g_autofree char *text = NULL;

  if (storm->sending)
    zb_storm_cease (storm);
  zb_storm_stop (storm);
  zb_test_node_open (storm->node);
  const ZbService *service = zb_node_service (zb_test_node_get (storm->node));
  note_figures (storm, report);
  report->lost += count_missing (storm, service->store);
  judge_evidence (storm, service, report);
  judge_messages (storm, service->store, report);
  zb_test_node_close (storm->node);
  int faults = count_faults (storm, &text);
  if (faults != 0)
    zb_fault_report_problem (report, "zhibaod verify: %d faults, first %s", faults, text);
}

ZbStart
zb_storm_try_start (ZbStorm *storm, char **ret_text)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                        program, "serve", zb_test_node_dir (storm->node), "--port", "0", NULL);
  g_assert_no_error (error);
  g_autoptr (GDataInputStream) said =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = g_data_input_stream_read_line (said, NULL, NULL, NULL);

  if (line && g_str_has_prefix (line, "ready ")) {
    g_subprocess_force_exit (process);
    g_subprocess_wait (process, NULL, NULL);
    return ZB_START_SERVED;
  }
  g_autoptr (GBytes) bytes = NULL;
  g_subprocess_communicate (process, NULL, NULL, NULL, &bytes, NULL);
  /* Damaged texts may be cited. */
  if (bytes)
    *ret_text =
        g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  return g_subprocess_get_if_signaled (process) ? ZB_START_DIED : ZB_START_REFUSED;
}

ZbDamage
zb_storm_judge_damaged (ZbStorm *storm, ZbFaultReport *report, char **ret_text)
{
  g_autofree char *place = zb_node_path (zb_test_node_dir (storm->node), ZB_NODE_STORE);
  g_autoptr (ZbStore) store = NULL;

  *ret_text = NULL;
  ZbStart start = zb_storm_try_start (storm, ret_text);
  if (start == ZB_START_DIED)
    zb_fault_report_problem (report, "the start died of a signal");
  if (start != ZB_START_SERVED)
    return ZB_DAMAGE_REFUSED;
  if (count_faults (storm, ret_text) != 0)
    return ZB_DAMAGE_NAMED;
  store = zb_store_open (place, NULL, NULL);
  guint missing = store ? count_missing (storm, store) : g_hash_table_size (storm->acknowledged);
  report->lost += missing;
  return missing > 0 ? ZB_DAMAGE_SILENT : ZB_DAMAGE_HARMLESS;
}
