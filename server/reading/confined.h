/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What the processes have in common that read for the node: they hold nothing, reach nothing and
 * answer questions over one channel (server/reading/reader-process.h). */
typedef struct {
  char letter;
  /* (transfer full): the answer; NULL for what is no question. */
  GBytes *(*answer) (GBytes *question);
} ZbConfinedTask;

typedef struct {
  const char *program;         /* its name, before what it complains of */
  const ZbConfinedTask *tasks; /* what may be asked, … */
  guint n_tasks;
  guint32 most; /* … and how many bytes one question may have */
} ZbConfined;

/* Limits memory, time and system calls, and answers until the other end is closed; then it ends the
 * process. What libraries open when they are first used must be open before. */
G_NORETURN void zb_confined_run (const ZbConfined *confined);
