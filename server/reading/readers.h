/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/reading/error.h"

/* Those who read what comes from outside, each in a process without network, store, keys or files,
 * so that a bug of the XML library is nobody's but theirs.
 *
 * Two read for all: one what is small, one what is large. Of what these say only that is believed
 * which zb_xml_trace_check() sees in the very bytes that are signed. What cannot be seen so
 * (another program's way of writing, a document that is wrong), and what one of them died or hung
 * of, is read once more by a process that was started for this message alone, and ends after it: it
 * can have been led astray by nobody else's. Thread-safe. */
typedef struct _ZbReaders ZbReaders;

/* @patience: microseconds that one answer may take; 0: 20 seconds. */
ZbReaders *zb_readers_new (const char *program, gint64 patience);
void zb_readers_free (ZbReaders *readers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReaders, zb_readers_free)

/* One container, which is being read. To be freed before the readers. */
typedef struct _ZbReading ZbReading;

/* Has @container read by and by: all that are under way when somebody waits for one of them are
 * handed over together. */
ZbReading *zb_readers_begin (ZbReaders *readers, GBytes *container);
void zb_reading_free (ZbReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReading, zb_reading_free)

/* A ZbTraceFinder (exchange/container.h) over a ZbReading, which waits for it: UNREADABLE, and then
 * the container's digest is told in the program's log, or UNAVAILABLE. */
GBytes *zb_reading_find_trace (guint entry, GBytes *document, gpointer reading, GError **error);
