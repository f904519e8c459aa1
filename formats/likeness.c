/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/likeness.h"

#include "formats/error.h"

#include <string.h>
#include <zstd.h>

/* Beside an original the levels differ little in size and much in time: a report of 5,460 bytes
 * takes 829 at this one in 3 us, and 784 at level 3 in 8. */
#define LEVEL (-3)

struct _ZbLikeness {
  ZSTD_CDict *original; /* NULL: nothing can be packed after it */
};

static void
free_packer (gpointer data)
{
  ZSTD_freeCCtx (data);
}

/* Its tables are large beside what it packs, so each thread makes them once. */
static GPrivate packer_key = G_PRIVATE_INIT (free_packer);

static ZSTD_CCtx *
packer_of_thread (void)
{
  ZSTD_CCtx *packer = g_private_get (&packer_key);

  if (packer != NULL)
    return packer;
  packer = ZSTD_createCCtx ();
  ZSTD_CCtx_setParameter (packer, ZSTD_c_checksumFlag, 1);
  g_private_set (&packer_key, packer);
  return packer;
}

/* Such bytes zstd would take for tables instead of what they are. */
static gboolean
is_dictionary (const guint8 *bytes, gsize length)
{
  guint32 magic = 0;

  if (length >= sizeof magic)
    memcpy (&magic, bytes, sizeof magic);
  return GUINT32_FROM_LE (magic) == ZSTD_MAGIC_DICTIONARY;
}

ZbLikeness *
zb_likeness_new (GBytes *original)
{
  ZbLikeness *likeness = g_new0 (ZbLikeness, 1);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (original, &length);

  if (!is_dictionary (bytes, length))
    likeness->original = ZSTD_createCDict (bytes, length, LEVEL);
  return likeness;
}

void
zb_likeness_free (ZbLikeness *likeness)
{
  if (likeness == NULL)
    return;
  ZSTD_freeCDict (likeness->original);
  g_free (likeness);
}

GBytes *
zb_likeness_pack (const ZbLikeness *likeness, GBytes *bytes, gsize max_bytes)
{
  ZSTD_CCtx *packer = packer_of_thread ();
  gsize length = 0, packed;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autofree guint8 *room = g_malloc (max_bytes);

  /* One that found no room before is still in the middle of it. */
  ZSTD_CCtx_reset (packer, ZSTD_reset_session_only);
  if (likeness->original == NULL || ZSTD_isError (ZSTD_CCtx_refCDict (packer, likeness->original)))
    return NULL;
  packed = ZSTD_compress2 (packer, room, max_bytes, data, length);
  return ZSTD_isError (packed) ? NULL : g_bytes_new (room, packed);
}

/* The length that the frame's head gives. */
static gboolean
read_length (const char *source, GBytes *packed, gsize max_bytes, gsize *ret_length, GError **error)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (packed, &length);
  unsigned long long content = ZSTD_getFrameContentSize (data, length);

  if (content == ZSTD_CONTENTSIZE_ERROR || content == ZSTD_CONTENTSIZE_UNKNOWN)
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0,
                           "no zstd frame that tells its length");
  if (content > max_bytes)
    return zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, 0,
                           "longer than %" G_GSIZE_FORMAT " bytes", max_bytes);
  *ret_length = (gsize)content;
  return TRUE;
}

/* What unpacking came to: the length, or zstd's error. */
static gsize
unpack (GBytes *packed, GBytes *original, void *room, gsize length)
{
  ZSTD_DCtx *unpacker = ZSTD_createDCtx ();
  gsize packed_length = 0, original_length = 0, result;
  const void *frame = g_bytes_get_data (packed, &packed_length);
  const void *behind = g_bytes_get_data (original, &original_length);

  result = ZSTD_DCtx_refPrefix (unpacker, behind, original_length);
  if (!ZSTD_isError (result))
    result = ZSTD_decompressDCtx (unpacker, room, length, frame, packed_length);
  ZSTD_freeDCtx (unpacker);
  return result;
}

GBytes *
zb_likeness_unpack (
    const char *source, GBytes *packed, GBytes *original, gsize max_bytes, GError **error)
{
  g_autofree guint8 *room = NULL;
  gsize length = 0, result;

  if (!read_length (source, packed, max_bytes, &length, error))
    return NULL;
  room = g_malloc (length);
  result = unpack (packed, original, room, length);
  if (!ZSTD_isError (result) && result == length)
    return g_bytes_new_take (g_steal_pointer (&room), length);
  zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0, "%s",
                  ZSTD_isError (result) ? ZSTD_getErrorName (result) : "shorter than it says");
  return NULL;
}
