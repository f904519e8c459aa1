/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* What no receiver can do without, each alone on one thread, microseconds of CPU a report: with the
 * libraries as they come (OpenSSL, libxml2, SQLite). */
typedef struct {
  double verify; /* one raw P-256 verification (openssl speed) */
  double parse;  /* SAX2 into typed cells */
  double insert; /* head, document and packed figures, 100 to a durable commit */
  double sign;   /* one receipt signature for a group of 128 */
  double sum;
  double signs_per_s, verifies_per_s; /* of this machine */
  double fsync_per_s;                 /* of 4 KiB, appended */
} ZbBenchParts;

/* @message: a report as it travels; @node is open and knows its form. @rounds: reports. */
void
zb_bench_parts_measure (ZbTestNode *node, GBytes *message, guint rounds, ZbBenchParts *ret_parts);
