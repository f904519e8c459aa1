/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The accountant's program itself, in a real window over a throw-away workspace with a form of 500
 * rows × 12 columns and 300 rules and one of 2,000 rows; figures by the wall clock. */
typedef struct {
  double start_ms;          /* process begun to the list painted, median */
  double open_500x12_ms;    /* click to the form painted, median */
  double open_2000_rows_ms; /* the same */
  double key_p50_ms;        /* key event to after-paint, verdict included */
  double key_p99_ms;
  double key_blinking_p99_ms; /* the same with a blinking cursor */
  double rss_mb;              /* at the end of it */
  char *slowest_keys;         /* owned: lines on where the slowest of key_p99_ms spent their time */
} ZbProgramFigures;

/* FALSE after saying why on standard error. */
gboolean zb_bench_program (const char *self, gboolean quick, ZbProgramFigures *ret_figures);
/* For main(): the exit status of a child that zb_bench_program() began, -1 if this is none. */
int zb_bench_program_child (int argc, char *argv[]);
