/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A resumable upload (tus). The bytes lie in the spool; the store knows how many are on the disk.
 */
typedef struct {
  char *id;      /* random, as in the Location */
  char *carrier; /* digest of the certificate that began it */
  char *sender, *message_id;
  char *digest; /* promised, hex */
  guint64 length, offset;
  gint64 expires;
  gboolean ended; /* handed to intake, or given up */
} ZbUpload;

void zb_upload_free (ZbUpload *upload);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbUpload, zb_upload_free)

/* ZB_ACT_UPLOAD. The same carrier, sender, message id, digest and length again, while not ended, is
 * a repetition: read it back by zb_store_find_upload(). QUOTA if the sender's uploads would take
 * more than @quota together (zb_store_read_upload_quota()). */
typedef struct {
  const ZbUpload *upload;
  guint64 quota;
} ZbUploadBegin;

/* ZB_ACT_UPLOAD_PROGRESS: @from is where the chunk began; STALE if that is not the offset. */
typedef struct {
  const char *id;
  guint64 from, to;
  gint64 expires;
} ZbUploadProgress;

/* ZB_ACT_UPLOAD_END: no more chunks are taken. */
typedef struct {
  const char *id;
} ZbUploadEnd;

ZbUpload *zb_store_read_upload (ZbStore *store, const char *id, GError **error);
ZbUpload *zb_store_find_upload (ZbStore *store,
                                const char *carrier,
                                const char *sender,
                                const char *message_id,
                                const char *digest,
                                GError **error);
/* (transfer full) ZbUpload not ended whose time is past at @now. */
GPtrArray *zb_store_list_expired_uploads (ZbStore *store, gint64 now, GError **error);
/* What the uploads of @sender that have not ended take of the disk once their bytes have come:
 * whole blocks. */
gboolean
zb_store_read_upload_quota (ZbStore *store, const char *sender, guint64 *ret_bytes, GError **error);
