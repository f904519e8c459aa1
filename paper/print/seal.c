/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/print/seal.h"

#include "paper/print/seal-private.h"

#include <string.h>

/* A PNG begins with a signature of 8 bytes, then the header's length and name, width and height
 * (PNG specification, 5.2 and 11.2.2). */
#define HEAD_SIZE 24

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               "the picture cannot be taken as a seal: %s", why);
  return FALSE;
}

static guint32
read_big_endian (const guint8 *bytes)
{
  return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

/* Before anything is unpacked: what the header says decides how much memory it takes. */
static gboolean
check_head (GBytes *png, GError **error)
{
  static const guint8 begin[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
                                 0,    0,   0,   13,  'I',  'H',  'D',  'R'};
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (png, &length);

  if (length > ZB_SEAL_MAX_BYTES)
    return refuse (error, "the file has more than 1 MiB");
  if (length < HEAD_SIZE || memcmp (bytes, begin, sizeof begin) != 0)
    return refuse (error, "the file is not a PNG");
  guint32 width = read_big_endian (bytes + 16), height = read_big_endian (bytes + 20);
  if (width < ZB_SEAL_MIN_SIDE || height < ZB_SEAL_MIN_SIDE)
    return refuse (error, "it has fewer than 64 dots a side");
  if (width > ZB_SEAL_MAX_SIDE || height > ZB_SEAL_MAX_SIDE)
    return refuse (error, "it has more than 2048 dots a side");
  return TRUE;
}

typedef struct {
  const guint8 *bytes;
  gsize left;
} Reader;

static cairo_status_t
read_cb (void *closure, unsigned char *data, unsigned int length)
{
  Reader *reader = closure;

  if (length > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, reader->bytes, length);
  reader->bytes += length;
  reader->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

cairo_surface_t *
zb_seal_read (GBytes *png, GError **error)
{
  Reader reader = {NULL, 0};

  if (!check_head (png, error))
    return NULL;
  reader.bytes = g_bytes_get_data (png, &reader.left);
  cairo_surface_t *picture = cairo_image_surface_create_from_png_stream (read_cb, &reader);
  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    return picture;
  cairo_surface_destroy (picture);
  refuse (error, "the file is damaged");
  return NULL;
}

gboolean
zb_seal_check (GBytes *png, GError **error)
{
  cairo_surface_t *picture = zb_seal_read (png, error);

  if (!picture)
    return FALSE;
  cairo_surface_destroy (picture);
  return TRUE;
}
