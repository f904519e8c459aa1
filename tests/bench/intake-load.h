/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* Enterprises that send corrections one after another, each over a mutual TLS connection of its
 * own. Everything is signed before any clock starts. */
typedef struct _ZbBenchLoad ZbBenchLoad;

/* @node is open; a report and @n_messages - 1 corrections of it for each of @n_senders. */
ZbBenchLoad *zb_bench_load_new (ZbTestNode *node, guint n_senders, guint n_messages);
void zb_bench_load_free (ZbBenchLoad *load);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBenchLoad, zb_bench_load_free)

/* One of the reports as it travels. Borrowed. */
GBytes *zb_bench_load_sample (const ZbBenchLoad *load);

typedef struct {
  guint reports;
  double seconds;
  double server_cpu_us, client_cpu_us; /* a report */
  double p50_ms, p99_ms;
} ZbBenchRun;

/* The next @n of each sender to the node's process: as fast as answers come, or with @rate at so
 * many a second over all, counted from when each was due. Connections are there before the clock
 * starts. */
void zb_bench_load_run (ZbBenchLoad *load, guint n, double rate, ZbBenchRun *ret_run);

/* The first of each sender, @n times over, by PUT to whoever listens on @port with the node's TLS
 * certificate: uploads a second. The node has been spawned before. */
double zb_bench_load_upload (ZbBenchLoad *load, guint port, guint n);
