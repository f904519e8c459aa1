/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"
#include "server/store/submission.h"
#include "server/store/tenant.h"
#include "tests/support/authority.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Messages of 60 values and 5 KB kept durably, with two receipts and their place in the log, by
 * group commit with the real signatures of log and node; and the same one at a time. */

#define NODE "bench"
#define CONTAINER_BYTES 5200
#define RECEIPT_BYTES 1100
#define VALUES 60
/* What is a container's own: so many places of 64 bytes. */
#define OWN_PLACES 10

typedef struct {
  GBytes *container, *receipt; /* of the form: what all have in common */
  ZbPackedReport *values;
  ZbStore *store;
  gint64 unit;
} Bench;

typedef struct {
  ZbSubmission submission;
  ZbActReceipt receipts[2];
  ZbAct act;
  char message_id[40], digest[68], period[12], form[16], record[2][400];
  GBytes *container;
} Message;

static GBytes *
filled (gsize length)
{
  guint8 *data = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8)(i * 31 % 251);
  return g_bytes_new_take (data, length);
}

static ZbPackedReport *
make_values (void)
{
  ZbPackedReport *packed = g_new0 (ZbPackedReport, 1);
  ZbPackedSection *section = g_new0 (ZbPackedSection, 1);

  packed->sections = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_section_free);
  packed->fields = filled (60);
  section->n_rows = VALUES / 2;
  section->n_columns = 2;
  section->numbers = filled (VALUES * sizeof (gint64));
  g_ptr_array_add (packed->sections, section);
  return packed;
}

static void
must (gboolean done, GError *error)
{
  if (done)
    return;
  g_printerr ("store: %s\n", error != NULL ? error->message : "failed");
  exit (1);
}

static void
make_register (Bench *bench)
{
  g_autoptr (ZbTenant) tenant = zb_tenant_new ();
  ZbUnitChange unit = {.code = "9135020061202218XY", .day = "2024-01-01"};
  ZbAct acts[] = {{.kind = ZB_ACT_TENANT, .what = tenant, .who = "bench"},
                  {.kind = ZB_ACT_UNIT, .what = &unit, .who = "bench"}};
  g_autoptr (GError) error = NULL;

  tenant->id = g_strdup ("s1");
  tenant->name_zh = g_strdup ("统计局");
  tenant->name_en = g_strdup ("Statistics");
  zb_tenant_add_level (tenant, "city", "市", "City", ZB_SCOPE_ALL);
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++) {
    ZbActResult result = {0};

    must (zb_store_commit_one (bench->store, &acts[i], &result, &error), error);
    bench->unit = result.id;
    zb_act_result_clear (&result);
  }
}

/* Figures, digests and a signature among what is every container's. */
static GBytes *
make_container (const Bench *bench, guint number)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (number);
  gsize length = 0;
  const void *common = g_bytes_get_data (bench->container, &length);
  guint8 *bytes = g_memdup2 (common, length);

  for (guint i = 0; i < OWN_PLACES * 64; i++)
    bytes[i / 64 * (length / OWN_PLACES) + i % 64] = (guint8)g_rand_int (random);
  return g_bytes_new_take (bytes, length);
}

/* Each message makes an obligation of its own, as a first report does. */
static void
make_message (const Bench *bench, Message *message, guint number)
{
  memset (message, 0, sizeof *message);
  message->container = make_container (bench, number);
  g_snprintf (message->message_id, sizeof message->message_id, "01900000-0000-7000-8000-%012u",
              number);
  g_snprintf (message->digest, sizeof message->digest, "%064u", number);
  g_snprintf (message->period, sizeof message->period, "%04u-%02u", 2000 + number / 12 % 200,
              number % 12 + 1);
  g_snprintf (message->form, sizeof message->form, "F%u", number / 2400);
  for (guint i = 0; i < 2; i++) {
    g_snprintf (message->record[i], sizeof message->record[i],
                "2024-06-05T12:00:00Z event 9135020061202218XY %s %s %s %s -", message->message_id,
                message->digest, message->digest, message->digest);
    message->receipts[i] = (ZbActReceipt){i + 1, bench->receipt, message->record[i]};
  }
  message->submission = (ZbSubmission){.sender = "9135020061202218XY",
                                       .message_id = message->message_id,
                                       .digest = message->digest,
                                       .container = message->container,
                                       .carrier = message->digest,
                                       .signer = message->digest,
                                       .tenant = "s1",
                                       .form = message->form,
                                       .edition = "2023.1",
                                       .package = "the form's",
                                       .period = message->period,
                                       .unit = bench->unit,
                                       .report = bench->values,
                                       .findings = "[]"};
  message->act = (ZbAct){.kind = ZB_ACT_SUBMISSION,
                         .what = &message->submission,
                         .who = "bench",
                         .receipts = message->receipts,
                         .n_receipts = 2};
}

static void
done_cb (const ZbActResult *results, guint n, gpointer data)
{
  must (results[0].error == NULL, results[0].error);
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

typedef struct {
  double per_second, cpu_micros;
} Rate;

static Rate
rate_of (guint n, gint64 begun, double cpu)
{
  double seconds = (double)(g_get_monotonic_time () - begun) / 1e6;

  return (Rate){n / seconds, (cpu_seconds () - cpu) * 1e6 / n};
}

static Rate
grouped (Bench *bench, guint first, guint n)
{
  g_autofree Message *messages = g_new (Message, n);
  gint64 begun;
  double cpu;

  for (guint i = 0; i < n; i++)
    make_message (bench, &messages[i], first + i);
  begun = g_get_monotonic_time ();
  cpu = cpu_seconds ();
  for (guint i = 0; i < n; i++)
    zb_store_submit (bench->store, &messages[i].act, 1, done_cb, NULL);
  while (zb_store_backlog (bench->store) > 0)
    g_usleep (500);
  Rate rate = rate_of (n, begun, cpu);
  for (guint i = 0; i < n; i++)
    g_bytes_unref (messages[i].container);
  return rate;
}

static Rate
single (Bench *bench, guint first, guint n)
{
  gint64 begun = g_get_monotonic_time ();
  double cpu = cpu_seconds ();

  for (guint i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;
    Message message;

    make_message (bench, &message, first + i);
    must (zb_store_commit_one (bench->store, &message.act, NULL, &error), error);
    g_bytes_unref (message.container);
  }
  return rate_of (n, begun, cpu);
}

static void
remove_store (const char *folder, const char *place)
{
  static const char *const endings[] = {"", "-wal", "-shm"};

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat (place, endings[i], NULL);
    g_unlink (path);
  }
  g_rmdir (folder);
}

static ZbKeyholder *
hold_log_key (ZbTestAuthority *authority)
{
  ZbVaultOptions options = {.node = NODE, .clock = zb_clock_system};
  ZbKey *key = zb_key_share (zb_test_authority_log_key (authority));

  return zb_keyholder_new_local (zb_vault_new (ZB_VAULT_LOG, key, &options));
}

static ZbKeyholder *
hold_receipt_key (ZbKeyholder *log, ZbTestIdentity *node)
{
  g_autofree char *name = zb_vault_log_name (NODE);
  g_autoptr (ZbKey) public = zb_keyholder_read_public (log, NULL);
  g_autofree char *verifier = zb_checkpoint_verifier (public, name, NULL);
  ZbVaultOptions options = {.node = NODE, .clock = zb_clock_system, .log_verifier = verifier};
  ZbKeyholder *holder =
      zb_keyholder_new_local (zb_vault_new (ZB_VAULT_RECEIPT, zb_key_share (node->key), &options));

  zb_keyholder_set_certificates (holder, node->certificate, NULL, NULL);
  return holder;
}

static void
run (guint n, gboolean json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("zhibao-bench-XXXXXX", &error);
  g_autofree char *place = g_build_filename (folder, "store.db", NULL);
  g_autoptr (ZbTestAuthority) authority = zb_test_authority_new (g_get_real_time ());
  g_autoptr (ZbTestIdentity) node =
      zb_test_authority_identify (authority, "p256", "receipts", NULL, ZB_USE_RECEIPT);
  g_autoptr (ZbKeyholder) log_holder = hold_log_key (authority);
  g_autoptr (ZbKeyholder) receipt_holder = hold_receipt_key (log_holder, node);
  g_autoptr (ZbLogKeys) keys = zb_log_keys_new (log_holder, receipt_holder);
  g_autofree char *origin = zb_vault_log_name (NODE);
  ZbLog *log = zb_log_new (origin, zb_log_keys_sealer (keys));
  ZbStoreOptions options = {.journal = zb_log_journal (log)};
  Bench bench = {.container = filled (CONTAINER_BYTES),
                 .receipt = filled (RECEIPT_BYTES),
                 .values = make_values ()};
  GStatBuf info = {0};

  bench.store = zb_store_open (place, &options, &error);
  must (bench.store != NULL, error);
  make_register (&bench);
  Rate group = grouped (&bench, 0, n);
  Rate one = single (&bench, n, n / 10);
  zb_store_free (bench.store);
  zb_log_free (log);
  g_stat (place, &info);
  double kilobytes = (double)info.st_size / 1024 / (n + n / 10);
  g_print (json ? "{\"grouped_per_s\": %.0f, \"grouped_cpu_us\": %.1f, \"single_per_s\": %.0f, "
                  "\"single_cpu_us\": %.1f, \"kb_per_report\": %.2f}\n"
                : "group commit: %.0f reports/s, %.1f us of CPU each\n"
                  "one at a time: %.0f reports/s, %.1f us of CPU each\n"
                  "on disk: %.2f KB a report\n",
           group.per_second, group.cpu_micros, one.per_second, one.cpu_micros, kilobytes);
  remove_store (folder, place);
  g_bytes_unref (bench.container);
  g_bytes_unref (bench.receipt);
  zb_packed_report_free (bench.values);
}

int
main (int argc, char **argv)
{
  guint n = 40000;
  gboolean json = FALSE;

  for (int i = 1; i < argc; i++) {
    if (g_str_equal (argv[i], "--quick"))
      n = 4000;
    json = json || g_str_equal (argv[i], "--json");
  }
  run (n, json);
  return 0;
}
