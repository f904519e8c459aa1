/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/log-gatherer-private.h"

#include <glib.h>
#include <string.h>

/* SQLite's files write at most 131,071 bytes at once; a page has 65,536 at most. */
#define ROOM (124 * 1024)
/* How the log's frames begin (sqlite.org/fileformat2.html): page number and, in the last one of a
 * transaction, the size of the database; a lock of the log's index keeps others from writing. */
#define HEAD_BYTES 24
#define HEAD_SIZE_AT 4
#define WRITE_LOCK 0

/* What stands behind SQLite's own file, whose functions it takes the place of. */
typedef struct {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *own;
  sqlite3_file *other; /* a log's database; a database's log, NULL while none is open */
  guint8 *bytes;       /* gathered: @length of them, which belong at @offset */
  gsize length;
  gint64 offset;
  gboolean ends; /* the head that was written last ends a transaction */
  int fault;     /* of what was gathered, which is lost */
} Gatherer;

static sqlite3_vfs shim;
static sqlite3_vfs *base;

static Gatherer *
gatherer_of (sqlite3_file *file)
{
  return (Gatherer *)((guint8 *)file + (shim.szOsFile - (int)sizeof (Gatherer)));
}

/* SQLite undoes no more than a statement where reading tells it that there is no room, and would
 * commit the rest: so nothing is done after a fault until the right to write is given up. */
static int
hand_on (sqlite3_file *file)
{
  Gatherer *gatherer = gatherer_of (file);
  gsize length = gatherer->length;

  gatherer->length = 0;
  if (length > 0 && gatherer->fault == SQLITE_OK)
    gatherer->fault = gatherer->own->xWrite (file, gatherer->bytes, (int)length, gatherer->offset);
  return gatherer->fault;
}

static gboolean
ends_transaction (const guint8 *head)
{
  static const guint8 none[4] = {0};

  return memcmp (head + HEAD_SIZE_AT, none, sizeof none) != 0;
}

/* What ends a transaction waits for nothing: it may be seen as soon as its page is written. */
static int
write_cb (sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
  Gatherer *gatherer = gatherer_of (file);

  if (offset != gatherer->offset + (gint64)gatherer->length || gatherer->length + (gsize)n > ROOM) {
    int code = hand_on (file);

    if (code != SQLITE_OK)
      return code;
    gatherer->offset = offset;
  }
  if (gatherer->bytes == NULL)
    gatherer->bytes = g_malloc (ROOM);
  memcpy (gatherer->bytes + gatherer->length, bytes, (gsize)n);
  gatherer->length += (gsize)n;
  if (n == HEAD_BYTES)
    gatherer->ends = ends_transaction (bytes);
  return gatherer->ends ? hand_on (file) : SQLITE_OK;
}

static int
read_cb (sqlite3_file *file, void *bytes, int n, sqlite3_int64 offset)
{
  int code = hand_on (file);

  return code == SQLITE_OK ? gatherer_of (file)->own->xRead (file, bytes, n, offset) : code;
}

static int
truncate_cb (sqlite3_file *file, sqlite3_int64 length)
{
  int code = hand_on (file);

  return code == SQLITE_OK ? gatherer_of (file)->own->xTruncate (file, length) : code;
}

static int
sync_cb (sqlite3_file *file, int flags)
{
  int code = hand_on (file);

  return code == SQLITE_OK ? gatherer_of (file)->own->xSync (file, flags) : code;
}

static int
size_cb (sqlite3_file *file, sqlite3_int64 *ret_size)
{
  int code = hand_on (file);

  return code == SQLITE_OK ? gatherer_of (file)->own->xFileSize (file, ret_size) : code;
}

/* Frames of a transaction that was undone belong to nobody: that they cannot be written is no
 * fault. */
static int
close_log_cb (sqlite3_file *file)
{
  Gatherer *gatherer = gatherer_of (file);

  hand_on (file);
  gatherer_of (gatherer->other)->other = NULL;
  g_clear_pointer (&gatherer->bytes, g_free);
  return gatherer->own->xClose (file);
}

/* Of a database: who gives up the right to write leaves nothing that would land among what the next
 * one writes. */
static int
lock_cb (sqlite3_file *file, int first, int n, int flags)
{
  Gatherer *gatherer = gatherer_of (file);

  if (gatherer->other != NULL && first == WRITE_LOCK && flags & SQLITE_SHM_UNLOCK) {
    hand_on (gatherer->other);
    gatherer_of (gatherer->other)->fault = SQLITE_OK;
  }
  return gatherer->own->xShmLock (file, first, n, flags);
}

/* (transfer none) The functions of @file, to be put in the place of its own. */
static sqlite3_io_methods *
take_place (sqlite3_file *file)
{
  Gatherer *gatherer = gatherer_of (file);

  *gatherer = (Gatherer){.methods = *file->pMethods, .own = file->pMethods};
  file->pMethods = &gatherer->methods;
  return &gatherer->methods;
}

static void
watch_database (sqlite3_file *file)
{
  take_place (file)->xShmLock = lock_cb;
}

static void
watch_log (const char *name, sqlite3_file *file)
{
  sqlite3_io_methods *methods = take_place (file);
  Gatherer *gatherer = gatherer_of (file);

  methods->xWrite = write_cb;
  methods->xRead = read_cb;
  methods->xTruncate = truncate_cb;
  methods->xSync = sync_cb;
  methods->xFileSize = size_cb;
  methods->xClose = close_log_cb;
  gatherer->other = sqlite3_database_file_object (name);
  gatherer_of (gatherer->other)->other = file;
}

static int
open_cb (sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
  int code = base->xOpen (base, name, file, flags, ret_flags);

  if (code != SQLITE_OK)
    return code;
  if (flags & SQLITE_OPEN_MAIN_DB)
    watch_database (file);
  else if (flags & SQLITE_OPEN_WAL)
    watch_log (name, file);
  return SQLITE_OK;
}

const char *
zb_log_gatherer_register (void)
{
  base = sqlite3_vfs_find (NULL);
  if (base == NULL)
    return NULL;
  shim = *base;
  shim.zName = "zhibao";
  shim.szOsFile = (base->szOsFile + 7) / 8 * 8 + (int)sizeof (Gatherer);
  shim.xOpen = open_cb;
  return sqlite3_vfs_register (&shim, 0) == SQLITE_OK ? shim.zName : NULL;
}
