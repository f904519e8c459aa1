/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/intake-parts.h"

#include "exchange/container.h"
#include "exchange/digest.h"
#include "forms/report-reader.h"
#include "tests/bench/stock-insert.h"
#include "tests/support/temp-dir.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define A_GROUP 128
#define SYNCS 200

static double
thread_cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* "sign/s verify/s" of the line that openssl ends with. */
static void
measure_signatures (ZbBenchParts *parts)
{
  g_autofree char *text = NULL;

  if (!g_spawn_command_line_sync ("openssl speed -seconds 1 ecdsap256", &text, NULL, NULL, NULL))
    g_error ("openssl speed cannot be run");
  g_auto (GStrv) words = g_strsplit_set (g_strchomp (text), " \n", -1);
  guint n = g_strv_length (words);
  parts->verifies_per_s = n > 1 ? g_ascii_strtod (words[n - 1], NULL) : 0;
  for (guint i = n - 1; i-- > 0 && parts->signs_per_s == 0;)
    parts->signs_per_s = g_ascii_strtod (words[i], NULL);
  g_assert_cmpfloat (parts->verifies_per_s, >, 0);
  parts->verify = 1e6 / parts->verifies_per_s;
  parts->sign = 1e6 / parts->signs_per_s / A_GROUP;
}

static double
measure_parse (ZbTestNode *node, GBytes *body, guint rounds)
{
  ZbCatalogue *catalogue =
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (node))->rulebook);
  gsize length = 0;
  const void *bytes = g_bytes_get_data (body, &length);
  double start = thread_cpu_us ();

  for (guint i = 0; i < rounds; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbReport) report = zb_report_read ("report.xml", bytes, length, catalogue, &error);

    g_assert_no_error (error);
  }
  return (thread_cpu_us () - start) / rounds;
}

static double
measure_insert (GBytes *message, guint rounds)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "insert.db");
  g_autoptr (ZbStock) stock = zb_stock_new (path);
  double start = thread_cpu_us ();

  zb_stock_insert (stock, message, rounds);
  return (thread_cpu_us () - start) / rounds;
}

static double
measure_syncs (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "zhibao-sync-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  char block[4096] = {0};
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; fd >= 0 && i < SYNCS; i++)
    if (write (fd, block, sizeof block) != (gssize)sizeof block || fdatasync (fd) != 0)
      g_error ("%s cannot be written", path);
  double seconds = (double)(g_get_monotonic_time () - start) / 1e6;
  close (fd);
  g_unlink (path);
  return SYNCS / seconds;
}

void
zb_bench_parts_measure (ZbTestNode *node, GBytes *message, guint rounds, ZbBenchParts *ret_parts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbContainer) container = zb_container_open ("message", message, &error);
  ZbBenchParts parts = {0};

  g_assert_no_error (error);
  rounds =
      (rounds + ZB_STOCK_INSERT_A_COMMIT - 1) / ZB_STOCK_INSERT_A_COMMIT * ZB_STOCK_INSERT_A_COMMIT;
  measure_signatures (&parts);
  parts.parse = measure_parse (node, zb_container_body (container, 0), rounds);
  parts.insert = measure_insert (message, rounds);
  parts.fsync_per_s = measure_syncs ();
  parts.sum = parts.verify + parts.parse + parts.insert + parts.sign;
  *ret_parts = parts;
}
