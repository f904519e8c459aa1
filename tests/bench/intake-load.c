/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/intake-load.h"

#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "tests/bench/intake-line.h"
#include "tests/bench/percentile.h"
#include "tests/bench/receiver-time.h"
#include "tests/support/sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  ZbTestPerson *person;
  GBytes **messages;
  guint next; /* to be sent */
  ZbBenchLine *line;
  guint asked;  /* in this run */
  gint64 since; /* it was asked, or should have been; 0: nothing is under way */
} Sender;

struct _ZbBenchLoad {
  ZbTestNode *node;
  Sender *senders;
  guint n_senders, n_messages;
};

/* What all senders do, each @n times: as fast as answers come, or each at its @interval. */
typedef struct {
  ZbBenchLoad *load;
  void (*ask) (Sender *sender);
  guint n;
  gint64 interval; /* microseconds; 0: none */
  int poller;
  gint64 start;
  double *latencies; /* ms */
  guint n_answered;
} Round;

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
  for (guint i = 0; i < n_senders; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA0000%03uX", i);
    Sender *sender = &load->senders[i];

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
  g_free (load);
}

GBytes *
zb_bench_load_sample (const ZbBenchLoad *load)
{
  return load->senders[0].messages[load->n_messages - 1];
}

/* As the courier asks. */
static void
post (Sender *sender)
{
  zb_bench_line_ask (sender->line, "POST", "/v1/messages",
                     "Content-Type: " ZB_MIME_ASICE "\r\nPriority: u=4\r\n"
                     "Accept: " ZB_MIME_EVIDENCE_PAIR ", " ZB_MIME_JSON "\r\n",
                     sender->messages[sender->next++]);
}

/* Each under a name of its own: to replace a file is more work than to make one. */
static void
put (Sender *sender)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *path = g_strconcat ("/", name, NULL);

  zb_bench_line_ask (sender->line, "PUT", path, "Content-Type: " ZB_MIME_ASICE "\r\n",
                     sender->messages[0]);
}

/* What only a first question costs is not counted. */
static void
connect_all (Round *round, guint port)
{
  ZbBenchLoad *load = round->load;

  round->poller = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; i < load->n_senders; i++) {
    Sender *sender = &load->senders[i];
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = sender};

    sender->line = zb_bench_line_new (port, sender->person);
    zb_bench_line_ask (sender->line, "GET", "/v1/me", "", NULL);
    zb_bench_line_answer (sender->line);
    sender->asked = 0;
    sender->since = 0;
    if (epoll_ctl (round->poller, EPOLL_CTL_ADD, zb_bench_line_fd (sender->line), &event) != 0)
      g_error ("a connection cannot be waited for: %s", g_strerror (errno));
  }
}

static void
disconnect_all (Round *round)
{
  for (guint i = 0; i < round->load->n_senders; i++)
    g_clear_pointer (&round->load->senders[i].line, zb_bench_line_free);
  close (round->poller);
}

/* When the next of @sender is due: senders begin spread over the first interval. */
static gint64
due_at (const Round *round, const Sender *sender)
{
  gint64 index = sender - round->load->senders;

  return round->start + sender->asked * round->interval +
         round->interval * index / round->load->n_senders;
}

static void
ask (Round *round, Sender *sender, gint64 since)
{
  sender->since = since;
  sender->asked++;
  round->ask (sender);
}

/* Whatever is due; returns for how many ms nothing will be, -1: until an answer comes. */
static int
ask_due (Round *round)
{
  gint64 next = G_MAXINT64, now = g_get_monotonic_time ();

  for (guint i = 0; i < round->load->n_senders; i++) {
    Sender *sender = &round->load->senders[i];
    gint64 due = due_at (round, sender);

    if (sender->since != 0 || sender->asked == round->n)
      continue;
    if (due <= now)
      ask (round, sender, due);
    else
      next = MIN (next, due);
  }
  return next == G_MAXINT64 ? -1 : (int)((next - now + 999) / 1000);
}

static void
take_answer (Round *round, Sender *sender)
{
  guint status = zb_bench_line_answer (sender->line);
  gint64 now = g_get_monotonic_time ();

  if (status != 201)
    g_error ("message %u of %s was answered %u", sender->asked, sender->person->unit, status);
  round->latencies[round->n_answered++] = (double)(now - sender->since) / 1e3;
  sender->since = 0;
  if (round->interval == 0 && sender->asked < round->n)
    ask (round, sender, now);
}

/* One thread waits for all of them: senders at machines of their own cost the receiver's no turn of
 * a processor for each answer. */
static void
ask_all (Round *round)
{
  struct epoll_event events[64];

  round->start = g_get_monotonic_time ();
  int wait = ask_due (round);
  while (round->n_answered < round->n * round->load->n_senders) {
    int n = epoll_wait (round->poller, events, G_N_ELEMENTS (events), wait);

    for (int i = 0; i < n; i++)
      take_answer (round, events[i].data.ptr);
    wait = round->interval > 0 ? ask_due (round) : -1;
  }
}

static double
own_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static guint
port_of (const ZbTestNode *node)
{
  return (guint)strtoul (strrchr (zb_test_node_url (node), ':') + 1, NULL, 10);
}

void
zb_bench_load_run (ZbBenchLoad *load, guint n, double rate, ZbBenchRun *ret_run)
{
  guint all = n * load->n_senders;
  g_autofree double *latencies = g_new0 (double, all);
  Round round = {.load = load, .ask = post, .n = n, .latencies = latencies};
  ZbBenchRun run = {.reports = all};

  round.interval = rate > 0 ? (gint64)(load->n_senders * 1e6 / rate) : 0;
  connect_all (&round, port_of (load->node));
  run.server_cpu_us = -zb_bench_receiver_time (load->node);
  run.client_cpu_us = -own_cpu ();
  ask_all (&round);
  run.seconds = (double)(g_get_monotonic_time () - round.start) / 1e6;
  run.server_cpu_us = (run.server_cpu_us + zb_bench_receiver_time (load->node)) / all;
  run.client_cpu_us = (run.client_cpu_us + own_cpu ()) / all;
  run.p50_ms = zb_bench_percentile (latencies, all, 50);
  run.p99_ms = zb_bench_percentile (latencies, all, 99);
  disconnect_all (&round);
  *ret_run = run;
}

double
zb_bench_load_upload (ZbBenchLoad *load, guint port, guint n)
{
  g_autofree double *latencies = g_new0 (double, n * load->n_senders);
  Round round = {.load = load, .ask = put, .n = n, .latencies = latencies};

  connect_all (&round, port);
  ask_all (&round);
  double seconds = (double)(g_get_monotonic_time () - round.start) / 1e6;
  disconnect_all (&round);
  return n * load->n_senders / seconds;
}
