/* SPDX-License-Identifier: Apache-2.0 */
/* Deadline day: reports taken in durably, over mutual TLS, by a zhibaod of its own, as many as it
 * can; at half that rate, how long they wait; and while ten thousand connections only keep it
 * waiting. Beside it stand the parts that no receiver can do without, and what the machine does.
 * Afterwards zhibaod verify must find nothing. --quick does little of each; --json prints one
 * object. */
#include "server/own-keys.h"
#include "tests/bench/intake-crowd.h"
#include "tests/bench/intake-load.h"
#include "tests/bench/intake-parts.h"
#include "tests/bench/receiver-time.h"
#include "tests/support/nginx.h"
#include "tests/support/sample.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define SENDERS 128

typedef struct {
  guint full, half, beside; /* messages of each sender */
  guint crowd;
  guint rounds; /* of each part */
} Sizes;

static const Sizes usual = {150, 60, 5, 10000, 2000};
static const Sizes quick_sizes = {5, 3, 2, 100, 100};

typedef struct {
  ZbBenchRun full, half, beside;
  ZbBenchParts parts;
  guint held;
  double resting_share; /* of one processor, while the crowd is held and nothing is sent */
  double bytes_per_report;
  double nginx_per_s; /* uploads; 0: it is not installed */
  gboolean verified;
} Figures;

static double
store_size (const ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_STORE);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (double)status.st_size : 0;
}

/* A crowd from one address is what this machine can make of a city's offices. */
static void
let_many_connect (const ZbTestNode *node, guint n)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more =
      g_strdup_printf ("%s[listen]\nconnections = %u\nconnections-per-address = %u\n"
                       "idle-timeout = 600\n",
                       text, 2 * n + 4 * SENDERS, 2 * n + 4 * SENDERS);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
}

static void
run_beside_crowd (ZbTestNode *node, ZbBenchLoad *load, const Sizes *sizes, Figures *figures)
{
  guint n = zb_bench_crowd_room (sizes->crowd);
  g_autoptr (ZbBenchCrowd) crowd = zb_bench_crowd_new (zb_test_node_url (node), n);

  g_usleep (G_TIME_SPAN_SECOND);
  double before = zb_bench_receiver_time (node);
  g_usleep (G_TIME_SPAN_SECOND);
  figures->resting_share = (zb_bench_receiver_time (node) - before) / 1e6;
  zb_bench_load_run (load, sizes->beside, figures->full.reports / figures->full.seconds / 4,
                     &figures->beside);
  figures->held = zb_bench_crowd_held (crowd);
}

/* The same messages over the same TLS to an nginx that only keeps them as files, unsynced. */
static double
measure_nginx (const ZbTestNode *node, ZbBenchLoad *load, guint n)
{
  if (!g_file_test ("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE))
    return 0;
  g_autoptr (ZbTestNginx) nginx = zb_test_nginx_new ();
  g_autofree char *keys = zb_node_path (zb_test_node_dir (node), ZB_NODE_KEYS);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (keys, &error);

  g_assert_no_error (error);
  zb_own_keys_write_chain (keyring, keys, &error);
  g_assert_no_error (error);
  zb_test_nginx_run_alone (nginx, keys);
  return zb_bench_load_upload (load, zb_test_nginx_port (nginx), n);
}

static gboolean
verify (const ZbTestNode *node)
{
  g_autofree char *program = g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server/zhibaod", NULL);
  const char *arguments[] = {program, "verify", zb_test_node_dir (node), NULL};
  g_autofree char *out = NULL, *err = NULL;
  int status = 0;

  return g_spawn_sync (NULL, (char **)arguments, NULL, 0, NULL, NULL, &out, &err, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

static void
measure (const Sizes *sizes, Figures *figures)
{
  zb_bench_crowd_room (2 * sizes->crowd);
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autoptr (ZbBenchLoad) load =
      zb_bench_load_new (node, SENDERS, sizes->full + sizes->half + sizes->beside);

  zb_test_node_open_period (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  zb_bench_parts_measure (node, zb_bench_load_sample (load), sizes->rounds, &figures->parts);
  zb_test_node_close (node);
  let_many_connect (node, sizes->crowd);
  double size = store_size (node);
  zb_test_node_spawn (node);
  zb_bench_load_run (load, sizes->full, 0, &figures->full);
  zb_bench_load_run (load, sizes->half, figures->full.reports / figures->full.seconds / 2,
                     &figures->half);
  run_beside_crowd (node, load, sizes, figures);
  /* Closing writes the log of changes back into the file. */
  zb_test_node_kill (node, SIGTERM);
  figures->bytes_per_report =
      (store_size (node) - size) /
      (figures->full.reports + figures->half.reports + figures->beside.reports);
  figures->nginx_per_s = measure_nginx (node, load, sizes->full);
  figures->verified = verify (node);
}

static void
print_text (const Figures *f)
{
  const ZbBenchParts *p = &f->parts;

  g_print ("%u reports over %d mutual TLS connections\n", f->full.reports, SENDERS);
  g_print ("  %8.0f reports/s taken durably\n", f->full.reports / f->full.seconds);
  g_print ("  %8.0f us of the server's CPU a report (and %.0f us of the senders')\n",
           f->full.server_cpu_us, f->full.client_cpu_us);
  g_print ("  %8.2f times the unavoidable parts: %.0f us = verify %.0f + parse %.0f + insert %.0f "
           "+ sign %.1f\n",
           f->full.server_cpu_us / p->sum, p->sum, p->verify, p->parse, p->insert, p->sign);
  g_print ("  %8.1f ms until the answer, half of them; %.1f ms, 99 of 100\n", f->full.p50_ms,
           f->full.p99_ms);
  g_print ("  %8.1f ms, 99 of 100, at half that rate (half of them %.1f ms)\n", f->half.p99_ms,
           f->half.p50_ms);
  g_print (
      "  %8u silent or unfinished connections held, which take %.0f %% of a processor; reports "
      "beside them %.1f ms, 99 of 100\n",
      f->held, f->resting_share * 100, f->beside.p99_ms);
  g_print ("  %8.1f MB of store for 1,000 reports\n", f->bytes_per_report * 1000 / 1e6);
  g_print ("  zhibaod verify: %s\n", f->verified ? "nothing found" : "IT FOUND SOMETHING");
  g_print ("this machine: %.0f P-256 signatures/s, %.0f verifications/s, %.0f syncs/s of 4 KiB; ",
           p->signs_per_s, p->verifies_per_s, p->fsync_per_s);
  if (f->nginx_per_s > 0)
    g_print ("nginx with one worker takes %.0f such uploads/s as files\n", f->nginx_per_s);
  else
    g_print ("nginx is not installed\n");
}

static void
print_json (const Figures *f)
{
  const ZbBenchParts *p = &f->parts;

  g_print ("{\"reports\":%u,\"connections\":%d,\"seconds\":%.3f,\"reports_per_s\":%.0f,"
           "\"cpu_us_per_report\":%.1f,\"client_cpu_us_per_report\":%.1f,",
           f->full.reports, SENDERS, f->full.seconds, f->full.reports / f->full.seconds,
           f->full.server_cpu_us, f->full.client_cpu_us);
  g_print ("\"parts_us\":{\"verify\":%.1f,\"parse\":%.1f,\"insert\":%.1f,\"sign\":%.2f,"
           "\"sum\":%.1f},\"ratio\":%.2f,",
           p->verify, p->parse, p->insert, p->sign, p->sum, f->full.server_cpu_us / p->sum);
  g_print ("\"p50_ms\":%.2f,\"p99_ms\":%.2f,\"p50_ms_half_load\":%.2f,\"p99_ms_half_load\":%.2f,",
           f->full.p50_ms, f->full.p99_ms, f->half.p50_ms, f->half.p99_ms);
  g_print ("\"idle_held\":%u,\"idle_cpu_share\":%.3f,\"p99_ms_beside_idle\":%.2f,", f->held,
           f->resting_share, f->beside.p99_ms);
  g_print ("\"bytes_per_report\":%.0f,\"verified\":%s,\"p256_signs_per_s\":%.0f,"
           "\"p256_verifies_per_s\":%.0f,\"fsync_per_s\":%.0f,\"nginx_uploads_per_s\":",
           f->bytes_per_report, f->verified ? "true" : "false", p->signs_per_s, p->verifies_per_s,
           p->fsync_per_s);
  if (f->nginx_per_s > 0)
    g_print ("%.0f}\n", f->nginx_per_s);
  else
    g_print ("null}\n");
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
  measure (quick ? &quick_sizes : &usual, &figures);
  if (json)
    print_json (&figures);
  else
    print_text (&figures);
  return figures.verified ? 0 : 1;
}
