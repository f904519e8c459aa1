/* SPDX-License-Identifier: Apache-2.0 */
/* Reports taken in durably, over mutual TLS, by a zhibaod of its own: reports a second and the CPU
 * that the server spends on each. Each connection is one enterprise that sends corrections one
 * after another; all messages are signed before the clock starts. Beside it stand what the machine
 * does of signatures and of syncs a second. --quick sends fewer; --json prints one object. */
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "tests/support/sample.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONNECTIONS 32
#define MESSAGES 100
#define MESSAGES_QUICK 12
#define SYNCS 200

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *person;
  GBytes **messages;
  guint n;
  gint64 *latencies; /* microseconds */
} Sender;

typedef struct {
  guint reports;
  double seconds, server_cpu_us;
  double p50_ms, p99_ms;
  double bytes_per_report;
  double signs, verifies, syncs; /* a second */
} Figures;

static gpointer
send_all (gpointer data)
{
  Sender *sender = data;
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (sender->node, sender->person);

  for (guint i = 0; i < sender->n; i++) {
    gint64 start = g_get_monotonic_time ();
    guint status =
        zb_test_ask (client, "POST", "/v1/messages", ZB_MIME_ASICE, sender->messages[i], NULL);
    sender->latencies[i] = g_get_monotonic_time () - start;
    if (status != 201)
      g_error ("message %u was answered %u", i, status);
  }
  return NULL;
}

/* A report and its corrections, each naming the one before. */
static void
sign_messages (Sender *sender, const char *package, gint64 now)
{
  g_autofree char *before = NULL;

  for (guint i = 0; i < sender->n; i++) {
    char *id = zb_uuid_new (now);
    sender->messages[i] = zb_sample_message_for (sender->person, package, id, before, now);
    g_free (before);
    before = id;
  }
}

static Sender *
make_senders (ZbTestNode *node, guint n_messages)
{
  Sender *senders = g_new0 (Sender, CONNECTIONS);
  g_autofree char *package = zb_sample_package (node);

  for (guint i = 0; i < CONNECTIONS; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA00000%02uX", i);
    senders[i] = (Sender){
        .node = node,
        .person = zb_test_node_add_enterprise (node, code, "厦门某某电子"),
        .messages = g_new0 (GBytes *, n_messages),
        .n = n_messages,
        .latencies = g_new0 (gint64, n_messages),
    };
    sign_messages (&senders[i], package, zb_clock_now (&zb_clock_system));
  }
  return senders;
}

static void
free_senders (Sender *senders)
{
  for (guint i = 0; i < CONNECTIONS; i++) {
    for (guint j = 0; j < senders[i].n; j++)
      g_bytes_unref (senders[i].messages[j]);
    g_free (senders[i].messages);
    g_free (senders[i].latencies);
    zb_test_person_free (senders[i].person);
  }
  g_free (senders);
}

/* User and system time of a process, microseconds; proc(5), fields 14 and 15 of stat. */
static double
cpu_of (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *text = NULL;
  unsigned long user = 0, system = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (sscanf (strrchr (text, ')') + 1,
                           " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system),
                   ==, 2);
  return (double)(user + system) * 1e6 / (double)sysconf (_SC_CLK_TCK);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static void
read_latencies (const Sender *senders, Figures *figures)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < CONNECTIONS; i++)
    g_array_append_vals (all, senders[i].latencies, senders[i].n);
  g_array_sort (all, compare);
  figures->p50_ms = (double)g_array_index (all, gint64, all->len / 2) / 1e3;
  figures->p99_ms = (double)g_array_index (all, gint64, all->len * 99 / 100) / 1e3;
}

static double
store_size (const ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_STORE);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (double)status.st_size : 0;
}

static void
measure_intake (guint n_messages, Figures *figures)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  Sender *senders = make_senders (node, n_messages);
  GThread *threads[CONNECTIONS];

  zb_test_node_open_period (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  zb_test_node_close (node);
  double size = store_size (node);
  zb_test_node_spawn (node);
  double cpu = cpu_of (zb_test_node_pid (node));
  gint64 start = g_get_monotonic_time ();
  for (guint i = 0; i < CONNECTIONS; i++)
    threads[i] = g_thread_new ("sender", send_all, &senders[i]);
  for (guint i = 0; i < CONNECTIONS; i++)
    g_thread_join (threads[i]);
  figures->seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  figures->reports = CONNECTIONS * n_messages;
  figures->server_cpu_us = (cpu_of (zb_test_node_pid (node)) - cpu) / figures->reports;
  read_latencies (senders, figures);
  /* Closing writes the log of changes back into the file. */
  zb_test_node_kill (node, SIGTERM);
  figures->bytes_per_report = (store_size (node) - size) / figures->reports;
  free_senders (senders);
}

/* "sign/s verify/s" of the line that openssl ends with. */
static void
measure_signatures (Figures *figures)
{
  g_autofree char *text = NULL;

  if (!g_spawn_command_line_sync ("openssl speed -seconds 1 ecdsap256", &text, NULL, NULL, NULL))
    return;
  g_auto (GStrv) words = g_strsplit_set (g_strchomp (text), " \n", -1);
  guint n = g_strv_length (words);
  figures->verifies = n > 1 ? g_ascii_strtod (words[n - 1], NULL) : 0;
  for (guint i = n - 1; i-- > 0 && figures->signs == 0;)
    figures->signs = g_ascii_strtod (words[i], NULL);
}

static void
measure_syncs (Figures *figures)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "zhibao-sync-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  char block[4096] = {0};
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; fd >= 0 && i < SYNCS; i++)
    if (write (fd, block, sizeof block) != (gssize)sizeof block || fdatasync (fd) != 0)
      g_error ("%s cannot be written", path);
  figures->syncs = SYNCS / ((double)(g_get_monotonic_time () - start) / 1e6);
  close (fd);
  g_unlink (path);
}

static void
print_text (const Figures *f)
{
  g_print ("%u reports over %d mutual TLS connections\n", f->reports, CONNECTIONS);
  g_print ("  %8.0f reports/s taken durably\n", f->reports / f->seconds);
  g_print ("  %8.0f us of the server's CPU a report\n", f->server_cpu_us);
  g_print ("  %8.1f ms until the answer, half of them; %.1f ms, 99 of 100\n", f->p50_ms, f->p99_ms);
  g_print ("  %8.1f MB of store for 1,000 reports\n", f->bytes_per_report * 1000 / 1e6);
  g_print ("this machine: %.0f P-256 signatures/s, %.0f verifications/s, %.0f syncs/s of 4 KiB\n",
           f->signs, f->verifies, f->syncs);
}

static void
print_json (const Figures *f)
{
  g_print ("{\"reports\":%u,\"connections\":%d,\"seconds\":%.3f,\"reports_per_s\":%.0f,"
           "\"server_cpu_us_per_report\":%.1f,\"p50_ms\":%.2f,\"p99_ms\":%.2f,"
           "\"bytes_per_report\":%.0f,\"p256_signs_per_s\":%.0f,\"p256_verifies_per_s\":%.0f,"
           "\"syncs_per_s\":%.0f}\n",
           f->reports, CONNECTIONS, f->seconds, f->reports / f->seconds, f->server_cpu_us,
           f->p50_ms, f->p99_ms, f->bytes_per_report, f->signs, f->verifies, f->syncs);
}

int
main (int argc, char **argv)
{
  gboolean quick = FALSE, json = FALSE;
  Figures figures = {0};

  for (int i = 1; i < argc; i++) {
    quick = quick || strcmp (argv[i], "--quick") == 0;
    json = json || strcmp (argv[i], "--json") == 0;
  }
  signal (SIGPIPE, SIG_IGN);
  measure_signatures (&figures);
  measure_syncs (&figures);
  measure_intake (quick ? MESSAGES_QUICK : MESSAGES, &figures);
  if (json)
    print_json (&figures);
  else
    print_text (&figures);
  return 0;
}
