/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* A connection of one sender that asks and does not wait: HTTP/1.1 over mutual TLS to 127.0.0.1.
 * Each call ends the program when it cannot do its work. */
typedef struct _ZbBenchLine ZbBenchLine;

ZbBenchLine *zb_bench_line_new (guint port, const ZbTestPerson *person);
void zb_bench_line_free (ZbBenchLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBenchLine, zb_bench_line_free)

int zb_bench_line_fd (const ZbBenchLine *line); /* readable once the answer comes */

/* @headers: lines, each ended by CR LF; @body (nullable). Only once the one before is answered. */
void zb_bench_line_ask (
    ZbBenchLine *line, const char *method, const char *path, const char *headers, GBytes *body);
/* Waits for the whole answer and returns its status. */
guint zb_bench_line_answer (ZbBenchLine *line);
