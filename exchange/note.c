/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/note.h"

#include "exchange/error.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"

#include <string.h>

char *
zb_note_verifier (const ZbKey *key, const char *name, GError **error)
{
  g_auto (ZbNoteKey) verifier = {0};
  return zb_note_key_describe (key, name, ZB_NOTE_ED25519, &verifier, error)
             ? zb_note_key_write (&verifier)
             : NULL;
}

char *
zb_note_sign (const char *text, const ZbKey *key, const char *name, GError **error)
{
  g_auto (ZbNoteKey) verifier = {0};
  if (!zb_note_key_describe (key, name, ZB_NOTE_ED25519, &verifier, error))
    return NULL;
  g_autoptr (GBytes) signature = zb_key_sign (key, text, strlen (text), error);
  if (signature == NULL)
    return NULL;
  g_autofree char *line =
      zb_note_key_line (&verifier, g_bytes_get_data (signature, NULL), ZB_NOTE_SIGNATURE_SIZE);
  return g_strdup_printf ("%s\n%s", text, line);
}

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "the note %s", what);
  return FALSE;
}

gboolean
zb_note_split (const char *note, gsize *ret_text_length, GError **error)
{
  gsize length = strlen (note);
  if (length > ZB_PROTOCOL_MAX_NOTE) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the note has more than %d bytes", ZB_PROTOCOL_MAX_NOTE);
    return FALSE;
  }
  if (!g_utf8_validate (note, (gssize)length, NULL))
    return malformed (error, "is not UTF-8");
  for (const char *sign = note; *sign != '\0'; sign++) {
    if ((guchar)*sign < 0x20 && *sign != '\n')
      return malformed (error, "holds a control character");
  }
  const char *gap = g_strrstr (note, "\n\n");
  if (gap == NULL || gap[2] == '\0' || note[length - 1] != '\n')
    return malformed (error, "has no signature lines");
  *ret_text_length = (gsize)(gap - note) + 1;
  return TRUE;
}

/* One signature line; sets @found if it is the verifier's and verifies. */
static gboolean
read_line (const ZbNoteKey *verifier,
           const char *line,
           const char *text,
           gsize length,
           gboolean *found,
           GError **error)
{
  guint8 signature[ZB_NOTE_SIGNATURE_SIZE];
  GError *failure = NULL;
  if (!zb_note_key_find (verifier, line, signature, sizeof signature, &failure)) {
    if (failure != NULL)
      g_propagate_error (error, failure);
    return failure == NULL;
  }
  *found = zb_note_key_verify (verifier, signature, text, length, error);
  return *found;
}

char *
zb_note_open (const char *note, const char *verifier, GError **error)
{
  g_auto (ZbNoteKey) key = {0};

  return zb_note_key_read (verifier, ZB_NOTE_ED25519, &key, error)
             ? zb_note_open_by (note, &key, error)
             : NULL;
}

char *
zb_note_open_by (const char *note, const ZbNoteKey *key, GError **error)
{
  gsize length = 0;
  if (!zb_note_split (note, &length, error))
    return NULL;

  gboolean found = FALSE;
  g_auto (GStrv) lines = g_strsplit (note + length + 1, "\n", 0);
  for (guint i = 0; lines[i + 1] != NULL; i++) {
    if (!read_line (key, lines[i], note, length, &found, error))
      return NULL;
  }
  if (!found) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "the note is not signed by %s", key->name);
    return NULL;
  }
  return g_strndup (note, length);
}
