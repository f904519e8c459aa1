/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What is asked of a reader and what it answers, as the bodies of messages of
 * server/keys/channel.h. Numbers are little-endian, 32 bits.
 *
 *   question: n; for each container 1 if foreign manifests are to be read too, else 0, and its
 *             length; then all of their bytes
 *   answer:   n; for each container the number of its entries, and for each of these the length of
 *             its trace (0: none was made); then all of their bytes
 *
 * Neither side trusts the other's numbers. */
#define ZB_READING_QUESTION 'r'
#define ZB_READING_MOST_CONTAINERS 64
/* A batch of many is no longer than this, and the answer to one that holds a single container of
 * the most that is taken. */
#define ZB_READING_BATCH (1024 * 1024)
#define ZB_READING_MOST_QUESTION (9 * 1024 * 1024)
#define ZB_READING_MOST_ANSWER (32 * 1024 * 1024)

typedef struct {
  GBytes *container;
  gboolean whole; /* manifests too */
} ZbReadingItem;

/* (transfer full): all of a question that comes before the containers' bytes. At most
 * ZB_READING_MOST_CONTAINERS items. */
GBytes *zb_reading_question_begin (const ZbReadingItem *items, guint n);
/* (transfer full) ZbReadingItem, which own their containers; NULL where it is none. */
GArray *zb_reading_question_read (GBytes *question);

/* @traces: for each container a GPtrArray of GBytes (nullable) by entry. (transfer full) */
GBytes *zb_reading_answer_write (const GPtrArray *traces);
/* (transfer full) the same again; NULL unless it is about @n containers. */
GPtrArray *zb_reading_answer_read (GBytes *answer, guint n);
/* An array for the traces of one container. (transfer full) */
GPtrArray *zb_reading_traces_new (void);
