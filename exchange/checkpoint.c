/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/checkpoint.h"

#include "exchange/base64.h"
#include "exchange/error.h"
#include "exchange/note.h"

#include <string.h>

void
zb_checkpoint_clear (ZbCheckpoint *checkpoint)
{
  g_clear_pointer (&checkpoint->origin, g_free);
}

/* A newline in the origin would frame another checkpoint than the one meant. */
static gboolean
origin_is_valid (const char *origin)
{
  if (origin == NULL || origin[0] == '\0' || !g_utf8_validate (origin, -1, NULL))
    return FALSE;
  for (const char *sign = origin; *sign != '\0'; sign++) {
    if ((guchar)*sign < 0x20)
      return FALSE;
  }
  return TRUE;
}

char *
zb_checkpoint_sign (const ZbCheckpoint *checkpoint,
                    const ZbKey *key,
                    const char *name,
                    GError **error)
{
  if (!origin_is_valid (checkpoint->origin)) {
    g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                         "a checkpoint needs an origin of one line");
    return NULL;
  }
  g_autofree char *root = g_base64_encode (checkpoint->root.bytes, ZB_DIGEST_SIZE);
  g_autofree char *text = g_strdup_printf ("%s\n%" G_GUINT64_FORMAT "\n%s\n", checkpoint->origin,
                                           checkpoint->size, root);
  return zb_note_sign (text, key, name, error);
}

static gboolean
read_size (const char *line, guint64 *ret_size)
{
  if (line[0] == '0' && line[1] != '\0')
    return FALSE;
  return g_ascii_string_to_unsigned (line, 10, 0, G_MAXUINT64, ret_size, NULL);
}

gboolean
zb_checkpoint_open (const char *note,
                    const char *verifier,
                    ZbCheckpoint *ret_checkpoint,
                    GError **error)
{
  g_autoptr (ZbSuccession) keys = zb_succession_read (verifier, error);

  return keys != NULL && zb_checkpoint_open_at (note, keys, 0, ret_checkpoint, error);
}

gboolean
zb_checkpoint_open_at (const char *note,
                       const ZbSuccession *keys,
                       gint64 at,
                       ZbCheckpoint *ret_checkpoint,
                       GError **error)
{
  g_autofree char *text = zb_succession_open (keys, note, at, error);
  if (text == NULL)
    return FALSE;

  /* Lines behind the third are extensions, opaque to us. */
  g_auto (GStrv) lines = g_strsplit (text, "\n", 5);
  guint64 size = 0;
  ZbHash root;
  gboolean sound =
      g_strv_length (lines) >= 4 && lines[0][0] != '\0' && read_size (lines[1], &size) &&
      zb_base64_read (lines[2], root.bytes, ZB_DIGEST_SIZE) && strstr (text, "\n\n") == NULL;
  if (!sound) {
    g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                         "the note is signed, but no checkpoint of origin, size and root");
    return FALSE;
  }
  ret_checkpoint->origin = g_strdup (lines[0]);
  ret_checkpoint->size = size;
  ret_checkpoint->root = root;
  return TRUE;
}

char *
zb_checkpoint_verifier (const ZbKey *key, const char *name, GError **error)
{
  return zb_note_verifier (key, name, error);
}
