/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One reader: a child that holds nothing and reaches nothing (server/reading/confined.h). It is
 * started when it is first asked, and dies with this process. For one thread at a time. */
typedef struct _ZbReaderProcess ZbReaderProcess;

/* @program: is called with @name alone; its channel is file descriptor
 * ZB_READER_CHANNEL. @patience: microseconds that an answer may take. */
ZbReaderProcess *zb_reader_process_new (const char *program, const char *name, gint64 patience);
void zb_reader_process_free (ZbReaderProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReaderProcess, zb_reader_process_free)
#define ZB_READER_CHANNEL 3

typedef struct {
  char letter;
  GBytes *body;
  guint32 most; /* bytes of the answer */
} ZbReaderQuestion;

/* Of every answer. */
#define ZB_READER_ANSWER 0

/* (transfer full): the body of the answer. UNREADABLE where the reader died or hung: it is then
 * gone, and another takes its place. UNAVAILABLE where none can be started. */
GBytes *
zb_reader_process_ask (ZbReaderProcess *process, const ZbReaderQuestion *question, GError **error);
/* The same end for one whose answer is of a wrong form: UNREADABLE, for @why. */
void zb_reader_process_give_up (ZbReaderProcess *process, const char *why, GError **error);
/* Ends it, if it runs; the next question starts another. */
void zb_reader_process_end (ZbReaderProcess *process);
GPid zb_reader_process_pid (const ZbReaderProcess *process); /* 0: none runs */

/* @name beside the program that runs. (transfer full) */
char *zb_reader_program (const char *name);
#define ZB_READER_PROGRAM "zhibaod-read" /* of messages: server/reading/reader.h */
#define ZB_VETTING_PROGRAM                                                                         \
  "zhibaod-vet" /* of certificates and the like: server/reading/vetting.h */
