/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/reading/reading-message.h"

/* One reader: a child that holds nothing and reaches nothing (server/read-program.c). It is started
 * when it is first asked, and dies with this process. For one thread at a time. */
typedef struct _ZbReaderProcess ZbReaderProcess;

/* @program: "zhibaod-read", called with @name alone; its channel is file descriptor
 * ZB_READER_CHANNEL. @patience: microseconds that an answer may take. */
ZbReaderProcess *zb_reader_process_new (const char *program, const char *name, gint64 patience);
void zb_reader_process_free (ZbReaderProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReaderProcess, zb_reader_process_free)
#define ZB_READER_CHANNEL 3

/* (transfer full): the traces of each item, as zb_reading_answer_read() gives them. UNREADABLE
 * where the reader died, hung or answered in a wrong form: it is then gone, and another takes its
 * place. UNAVAILABLE where none can be started. */
GPtrArray *zb_reader_process_ask (ZbReaderProcess *process,
                                  const ZbReadingItem *items,
                                  guint n,
                                  GError **error);
/* Ends it, if it runs; the next question starts another. */
void zb_reader_process_end (ZbReaderProcess *process);
GPid zb_reader_process_pid (const ZbReaderProcess *process); /* 0: none runs */

/* "zhibaod-read" beside the program that runs. (transfer full) */
char *zb_reader_program (void);
