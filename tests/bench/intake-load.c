/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/intake-load.h"

#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "tests/bench/percentile.h"
#include "tests/support/sample.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  ZbBenchLoad *load;
  ZbTestPerson *person;
  GBytes **messages;
  guint next;        /* to be sent */
  guint n;           /* in this run */
  double *latencies; /* ms, of this run */
  guint index;
} Sender;

struct _ZbBenchLoad {
  ZbTestNode *node;
  Sender *senders;
  guint n_senders, n_messages;
  guint port;      /* where uploads go */
  gint64 interval; /* of one sender, microseconds; 0: as fast as answers come */
  GMutex lock;     /* guards what follows */
  GCond changed;
  guint ready;
  gint64 start; /* 0: not yet */
};

/* A report and its corrections, each naming the one before. Their ids are of a time each, as if
 * they were made when they are sent. */
static void
sign_messages (Sender *sender, guint n, const char *package, gint64 now)
{
  g_autofree char *before = NULL;

  sender->messages = g_new0 (GBytes *, n);
  for (guint i = 0; i < n; i++) {
    char *id = zb_uuid_new (now + (gint64)i * G_TIME_SPAN_MILLISECOND);
    sender->messages[i] = zb_sample_message_for (sender->person, package, id, before, now);
    g_free (before);
    before = id;
  }
}

ZbBenchLoad *
zb_bench_load_new (ZbTestNode *node, guint n_senders, guint n_messages)
{
  ZbBenchLoad *load = g_new0 (ZbBenchLoad, 1);
  g_autofree char *package = zb_sample_package (node);
  gint64 now = zb_clock_now (&zb_clock_system);

  load->node = node;
  load->n_senders = n_senders;
  load->n_messages = n_messages;
  load->senders = g_new0 (Sender, n_senders);
  g_mutex_init (&load->lock);
  g_cond_init (&load->changed);
  for (guint i = 0; i < n_senders; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA0000%03uX", i);
    Sender *sender = &load->senders[i];

    sender->load = load;
    sender->index = i;
    sender->person = zb_test_node_add_enterprise (node, code, "厦门某某电子");
    sign_messages (sender, n_messages, package, now);
  }
  return load;
}

void
zb_bench_load_free (ZbBenchLoad *load)
{
  for (guint i = 0; i < load->n_senders; i++) {
    for (guint j = 0; j < load->n_messages; j++)
      g_bytes_unref (load->senders[i].messages[j]);
    g_free (load->senders[i].messages);
    zb_test_person_free (load->senders[i].person);
  }
  g_free (load->senders);
  g_mutex_clear (&load->lock);
  g_cond_clear (&load->changed);
  g_free (load);
}

GBytes *
zb_bench_load_sample (const ZbBenchLoad *load)
{
  return load->senders[0].messages[load->n_messages - 1];
}

static gint64
await_start (ZbBenchLoad *load)
{
  g_mutex_lock (&load->lock);
  load->ready++;
  g_cond_broadcast (&load->changed);
  while (load->start == 0)
    g_cond_wait (&load->changed, &load->lock);
  gint64 start = load->start;
  g_mutex_unlock (&load->lock);
  return start;
}

/* When message @i of a sender is due: senders begin spread over the first interval. */
static gint64
due_at (const Sender *sender, gint64 start, guint i)
{
  gint64 interval = sender->load->interval;

  return start + (gint64)i * interval + interval * sender->index / sender->load->n_senders;
}

/* As the courier asks. */
static void
post (Sender *sender, ZbHttpClient *client, GBytes *message)
{
  static const char *const headers[] = {"Content-Type",
                                        ZB_MIME_ASICE,
                                        "Priority",
                                        "u=4",
                                        "Accept",
                                        ZB_MIME_EVIDENCE_PAIR ", " ZB_MIME_JSON,
                                        NULL};
  guint status = zb_test_ask_with (client, "POST", "/v1/messages", headers, message, NULL);

  if (status != 201)
    g_error ("message %u of sender %u was answered %u", sender->next, sender->index, status);
}

static gpointer
send_thread (gpointer data)
{
  Sender *sender = data;
  ZbBenchLoad *load = sender->load;
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (load->node, sender->person);

  g_assert_cmpuint (zb_test_ask (client, "GET", "/v1/me", NULL, NULL, NULL), ==, 200);
  gint64 start = await_start (load);
  for (guint i = 0; i < sender->n; i++) {
    gint64 due = due_at (sender, start, i);
    gint64 now = g_get_monotonic_time ();

    if (load->interval > 0 && due > now)
      g_usleep ((gulong)(due - now));
    gint64 since = load->interval > 0 ? due : now;
    post (sender, client, sender->messages[sender->next++]);
    sender->latencies[i] = (double)(g_get_monotonic_time () - since) / 1e3;
  }
  return NULL;
}

/* Of a process and those of its children that have ended: proc(5), fields 14 to 17 of stat. Readers
 * live for one message. */
static double
cpu_of (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *text = NULL;
  unsigned long user = 0, system = 0;
  long dead_user = 0, dead_system = 0;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpint (sscanf (strrchr (text, ')') + 1,
                           " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user,
                           &system, &dead_user, &dead_system),
                   ==, 4);
  return (double)(user + system + (unsigned long)(dead_user + dead_system)) * 1e6 /
         (double)sysconf (_SC_CLK_TCK);
}

static double
cpu_of_child (const ZbTestNode *node, const char *role)
{
  GPid child = zb_test_node_holder (node, role);

  return child > 0 ? cpu_of (child) : 0;
}

double
zb_bench_cpu_of (const ZbTestNode *node)
{
  double sum = cpu_of (zb_test_node_pid (node));

  for (guint i = 0; i < ZB_N_VAULTS; i++)
    sum += cpu_of_child (node, zb_vault_role_name ((ZbVaultRole)i));
  return sum;
}

static double
own_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* With @run (nullable) its processor time begins to count. */
static void
let_go (ZbBenchLoad *load, ZbBenchRun *run)
{
  g_mutex_lock (&load->lock);
  while (load->ready < load->n_senders)
    g_cond_wait (&load->changed, &load->lock);
  if (run) {
    run->server_cpu_us = -zb_bench_cpu_of (load->node);
    run->client_cpu_us = -own_cpu ();
  }
  load->start = g_get_monotonic_time ();
  g_cond_broadcast (&load->changed);
  g_mutex_unlock (&load->lock);
}

void
zb_bench_load_run (ZbBenchLoad *load, guint n, double rate, ZbBenchRun *ret_run)
{
  guint all = n * load->n_senders;
  g_autofree double *latencies = g_new0 (double, all);
  g_autofree GThread **threads = g_new0 (GThread *, load->n_senders);
  ZbBenchRun run = {.reports = all};

  load->ready = 0;
  load->start = 0;
  load->interval = rate > 0 ? (gint64)(load->n_senders * 1e6 / rate) : 0;
  for (guint i = 0; i < load->n_senders; i++) {
    load->senders[i].n = n;
    load->senders[i].latencies = latencies + i * n;
    threads[i] = g_thread_new ("sender", send_thread, &load->senders[i]);
  }
  let_go (load, &run);
  for (guint i = 0; i < load->n_senders; i++)
    g_thread_join (threads[i]);
  run.seconds = (double)(g_get_monotonic_time () - load->start) / 1e6;
  run.server_cpu_us = (run.server_cpu_us + zb_bench_cpu_of (load->node)) / all;
  run.client_cpu_us = (run.client_cpu_us + own_cpu ()) / all;
  run.p50_ms = zb_bench_percentile (latencies, all, 50);
  run.p99_ms = zb_bench_percentile (latencies, all, 99);
  *ret_run = run;
}

/* Each under a name of its own: to replace a file is more work than to make one. */
static void
upload (Sender *sender, ZbHttpClient *client, guint i)
{
  g_autofree char *path = g_strdup_printf ("/%u-%u", sender->index, i);
  GBytes *message = sender->messages[0];
  guint status = zb_test_ask (client, "PUT", path, ZB_MIME_ASICE, message, NULL);

  if (status != 201)
    g_error ("nginx answered an upload with %u", status);
}

static gpointer
upload_thread (gpointer data)
{
  Sender *sender = data;
  ZbBenchLoad *load = sender->load;
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (load->node, sender->person);

  zb_http_client_connect_to (client, "127.0.0.1", load->port);
  upload (sender, client, 0);
  await_start (load);
  for (guint i = 1; i <= sender->n; i++)
    upload (sender, client, i);
  return NULL;
}

double
zb_bench_load_upload (ZbBenchLoad *load, guint port, guint n)
{
  g_autofree GThread **threads = g_new0 (GThread *, load->n_senders);

  load->ready = 0;
  load->start = 0;
  load->port = port;
  for (guint i = 0; i < load->n_senders; i++) {
    load->senders[i].n = n;
    threads[i] = g_thread_new ("uploader", upload_thread, &load->senders[i]);
  }
  let_go (load, NULL);
  for (guint i = 0; i < load->n_senders; i++)
    g_thread_join (threads[i]);
  return n * load->n_senders * 1e6 / (double)(g_get_monotonic_time () - load->start);
}
