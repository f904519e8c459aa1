/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

/* The bytes of uploads under way, one file each in a folder of the node's own; how many of them
 * count is the store's to say. Names are made here and never a sender's. Errors are of
 * G_FILE_ERROR; NOSPC tells a full disk. */
typedef struct _ZbSpool ZbSpool;

/* @folder is made if need be. @quota: the most bytes that the unfinished uploads of one sender may
 * promise; @lifetime: of an upload without a new chunk, in microseconds. */
ZbSpool *zb_spool_open (const char *folder, guint64 quota, gint64 lifetime, GError **error);
void zb_spool_free (ZbSpool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSpool, zb_spool_free)

guint64 zb_spool_quota (const ZbSpool *spool);
gint64 zb_spool_lifetime (const ZbSpool *spool);

/* A fresh id: 128 random bits, hex. (transfer full) */
char *zb_spool_new_id (void);
gboolean zb_spool_id_is_valid (const char *id);
/* Takes room for @length bytes on the disk. */
gboolean zb_spool_make (ZbSpool *spool, const char *id, guint64 length, GError **error);
/* Whether its file is there, with room for @length bytes. */
gboolean zb_spool_has (const ZbSpool *spool, const char *id, guint64 length);
/* Writes @bytes at @offset; they are on the disk when it returns. */
gboolean
zb_spool_write (ZbSpool *spool, const char *id, guint64 offset, GBytes *bytes, GError **error);
/* All @length bytes. (transfer full) */
GBytes *zb_spool_read (ZbSpool *spool, const char *id, guint64 length, GError **error);
/* Nothing happens if it is gone already. */
void zb_spool_remove (ZbSpool *spool, const char *id);
/* Ids of all files. (transfer full) char*. */
GPtrArray *zb_spool_list (ZbSpool *spool, GError **error);

/* One at a time makes, writes or sweeps away the file of @id: FALSE if it is held. */
gboolean zb_spool_hold (ZbSpool *spool, const char *id);
void zb_spool_release (ZbSpool *spool, const char *id);
