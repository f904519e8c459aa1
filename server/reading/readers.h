/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "formats/xml-elsewhere.h"
#include "server/reading/error.h"

/* Who reads the XML of what comes in. What is written as plainly as our own programs write it is
 * read at once (formats/xml-plain.h). All else takes the XML library, and is read in a process
 * without network, store, keys or files, which is started for this one message and ends after it:
 * a bug of the library is nobody's but his who wrote the message. Where that process dies, hangs or
 * talks nonsense, another takes its place once. Any number of threads may ask at a time. */
typedef struct _ZbReaders ZbReaders;

/* @patience: microseconds that one answer may take; 0: 20 seconds. */
ZbReaders *zb_readers_new (const char *program, gint64 patience);
void zb_readers_free (ZbReaders *readers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReaders, zb_readers_free)

/* A container that came in. */
typedef struct {
  const char *source; /* names it in errors */
  GBytes *bytes;
  gboolean slowly;     /* where it is not plain, a process may be started and waited for … */
  const char *bringer; /* … (nullable) and who pays where none comes through it: allowance.h */
} ZbUnread;

/* Opens it. @readers (nullable): all is read in this process. Errors as of zb_container_open(), and
 * SLOW where it was not to be; UNREADABLE, where its digest is told in the program's log; TOO_MUCH,
 * where its bringer has brought such before; or UNAVAILABLE. */
ZbContainer *zb_readers_open (const ZbReaders *readers, const ZbUnread *unread, GError **error);
/* Any other document of this process, for zb_xml_set_elsewhere(), one at a time; it lives as long
 * as
 * @readers. The same errors but for SLOW. */
const ZbXmlElsewhere *zb_readers_elsewhere (ZbReaders *readers);
