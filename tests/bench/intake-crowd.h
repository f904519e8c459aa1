/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Connections that only keep a server waiting: half of them say nothing, half begin a TLS handshake
 * and stop. */
typedef struct _ZbBenchCrowd ZbBenchCrowd;

/* Raises this process's bound on open files, which its children inherit, so that @n may be held on
 * both sides; returns how many can. */
guint zb_bench_crowd_room (guint n);
/* @url: "https://127.0.0.1:PORT". */
ZbBenchCrowd *zb_bench_crowd_new (const char *url, guint n);
void zb_bench_crowd_free (ZbBenchCrowd *crowd);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBenchCrowd, zb_bench_crowd_free)
/* How many the server still holds. */
guint zb_bench_crowd_held (const ZbBenchCrowd *crowd);
