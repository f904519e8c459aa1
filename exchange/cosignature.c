/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/cosignature.h"

#include "exchange/error.h"
#include "exchange/key-private.h"
#include "exchange/note-key.h"
#include "exchange/note.h"

#include <string.h>

#define TIME_SIZE 8
#define SIZE (TIME_SIZE + ZB_NOTE_SIGNATURE_SIZE)

char *
zb_cosignature_verifier (const ZbKey *key, const char *name, GError **error)
{
  g_auto (ZbNoteKey) witness = {0};

  return zb_note_key_describe (key, name, ZB_NOTE_COSIGNATURE, &witness, error)
             ? zb_note_key_write (&witness)
             : NULL;
}

/* What a witness signs: the time in seconds and the checkpoint's text. */
static char *
statement (const char *note, guint64 seconds, GError **error)
{
  gsize length = 0;

  if (!zb_note_split (note, &length, error))
    return NULL;
  g_autofree char *text = g_strndup (note, length);
  return g_strdup_printf ("cosignature/v1\ntime %" G_GUINT64_FORMAT "\n%s", seconds, text);
}

char *
zb_cosignature_make (
    const char *note, const ZbKey *key, const char *name, gint64 time, GError **error)
{
  guint64 seconds = (guint64)(time / G_USEC_PER_SEC), wire = GUINT64_TO_BE (seconds);
  g_autofree char *text = statement (note, seconds, error);
  g_auto (ZbNoteKey) witness = {0};
  guint8 bytes[SIZE];

  if (!text || !zb_note_key_describe (key, name, ZB_NOTE_COSIGNATURE, &witness, error))
    return NULL;
  g_autoptr (GBytes) signature = zb_key_sign (key, text, strlen (text), error);
  if (!signature)
    return NULL;
  memcpy (bytes, &wire, TIME_SIZE);
  memcpy (bytes + TIME_SIZE, g_bytes_get_data (signature, NULL), ZB_NOTE_SIGNATURE_SIZE);
  return zb_note_key_line (&witness, bytes, sizeof bytes);
}

/* The witness's bytes among @lines. */
static gboolean
find_bytes (const ZbNoteKey *witness, const char *lines, guint8 bytes[SIZE], GError **error)
{
  g_auto (GStrv) split = g_strsplit (lines, "\n", 0);

  for (guint i = 0; split[i] && split[i + 1]; i++) {
    GError *failure = NULL;
    if (zb_note_key_find (witness, split[i], bytes, SIZE, &failure))
      return TRUE;
    if (failure) {
      g_propagate_error (error, failure);
      return FALSE;
    }
  }
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
               "the checkpoint is not cosigned by %s", witness->name);
  return FALSE;
}

gboolean
zb_cosignature_verify (
    const char *note, const char *lines, const char *verifier, gint64 *ret_time, GError **error)
{
  g_auto (ZbNoteKey) witness = {0};
  guint8 bytes[SIZE];
  guint64 wire = 0;

  if (!zb_note_key_read (verifier, ZB_NOTE_COSIGNATURE, &witness, error) ||
      !find_bytes (&witness, lines, bytes, error))
    return FALSE;
  memcpy (&wire, bytes, TIME_SIZE);
  guint64 seconds = GUINT64_FROM_BE (wire);
  if (seconds > G_MAXINT64 / G_USEC_PER_SEC) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "the cosignature of %s is of no time", witness.name);
    return FALSE;
  }
  g_autofree char *text = statement (note, seconds, error);
  if (!text || !zb_note_key_verify (&witness, bytes + TIME_SIZE, text, strlen (text), error))
    return FALSE;
  *ret_time = (gint64)seconds * G_USEC_PER_SEC;
  return TRUE;
}
