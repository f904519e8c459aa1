/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/note-key.h"

#include "exchange/base64.h"
#include "exchange/digest.h"
#include "exchange/key-private.h"

#include <string.h>

#define DASH "\xe2\x80\x94 " /* U+2014 and a space */
/* The most bytes of a signature beside the key's id. */
#define MAX_SIGNATURE 128

void
zb_note_key_clear (ZbNoteKey *key)
{
  g_clear_pointer (&key->name, g_free);
  g_clear_pointer (&key->begun, EVP_MD_CTX_free);
}

/* Key names are not empty and hold neither spaces nor plus signs nor controls. */
static gboolean
name_is_valid (const char *name)
{
  if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *sign = name; *sign != '\0'; sign = g_utf8_next_char (sign)) {
    gunichar c = g_utf8_get_char (sign);
    if (c == '+' || c < 0x20 || g_unichar_isspace (c))
      return FALSE;
  }
  return TRUE;
}

static void
compute_id (ZbNoteKey *key)
{
  guint8 digest[ZB_DIGEST_SIZE];
  guint8 type = (guint8)key->type;
  g_autoptr (GByteArray) input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *)key->name, (guint)strlen (key->name));
  g_byte_array_append (input, (const guint8 *)"\n", 1);
  g_byte_array_append (input, &type, 1);
  g_byte_array_append (input, key->public, ZB_NOTE_PUBLIC_SIZE);
  zb_digest_compute (input->data, input->len, digest);
  memcpy (key->id, digest, ZB_NOTE_ID_SIZE);
}

static char *
write_id (const ZbNoteKey *key)
{
  return g_strdup_printf ("%02x%02x%02x%02x", key->id[0], key->id[1], key->id[2], key->id[3]);
}

/* To begin takes as long as half a verification. */
static EVP_MD_CTX *
begin_verifying (const guint8 public[ZB_NOTE_PUBLIC_SIZE])
{
  g_autoptr (EVP_PKEY) key =
      EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, public, ZB_NOTE_PUBLIC_SIZE);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  return key != NULL && EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) == 1
             ? g_steal_pointer (&context)
             : NULL;
}

gboolean
zb_note_key_read (const char *vkey, ZbNoteType type, ZbNoteKey *ret_key, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (vkey, "+", 3);
  g_auto (ZbNoteKey) key = {.type = type};
  guint8 typed[1 + ZB_NOTE_PUBLIC_SIZE];
  gboolean sound = g_strv_length (parts) == 3 && name_is_valid (parts[0]) &&
                   zb_base64_read (parts[2], typed, sizeof typed) && typed[0] == type;

  if (sound) {
    key.name = g_strdup (parts[0]);
    memcpy (key.public, typed + 1, ZB_NOTE_PUBLIC_SIZE);
    compute_id (&key);
    g_autofree char *id = write_id (&key);
    sound = g_str_equal (id, parts[1]);
  }
  if (!sound) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" is no verifier key of the form name+id+key", vkey);
    return FALSE;
  }
  key.begun = begin_verifying (key.public);
  *ret_key = key;
  key = (ZbNoteKey){0};
  return TRUE;
}

gboolean
zb_note_key_describe (
    const ZbKey *key, const char *name, ZbNoteType type, ZbNoteKey *ret_key, GError **error)
{
  ZbNoteKey described = {.type = type};

  if (!zb_key_raw_public (key, described.public)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "notes are signed by ed25519 keys, not by %s ones", zb_key_suite (key));
    return FALSE;
  }
  if (!name_is_valid (name)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" cannot name a key: it is empty or holds a space or plus sign", name);
    return FALSE;
  }
  described.name = g_strdup (name);
  compute_id (&described);
  *ret_key = described;
  return TRUE;
}

char *
zb_note_key_write (const ZbNoteKey *key)
{
  guint8 typed[1 + ZB_NOTE_PUBLIC_SIZE] = {(guint8)key->type};
  g_autofree char *id = write_id (key);

  memcpy (typed + 1, key->public, ZB_NOTE_PUBLIC_SIZE);
  g_autofree char *base64 = g_base64_encode (typed, sizeof typed);
  return g_strdup_printf ("%s+%s+%s", key->name, id, base64);
}

char *
zb_note_key_line (const ZbNoteKey *key, const void *bytes, gsize size)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();

  g_byte_array_append (line, key->id, ZB_NOTE_ID_SIZE);
  g_byte_array_append (line, bytes, (guint)size);
  g_autofree char *base64 = g_base64_encode (line->data, line->len);
  return g_strdup_printf (DASH "%s %s\n", key->name, base64);
}

gboolean
zb_note_key_find (
    const ZbNoteKey *key, const char *line, guint8 *ret_bytes, gsize size, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 0);
  guint8 bytes[ZB_NOTE_ID_SIZE + MAX_SIGNATURE];

  g_assert (size <= MAX_SIGNATURE);
  if (!g_str_has_prefix (line, DASH) || g_strv_length (parts) != 3 || !name_is_valid (parts[1]) ||
      parts[2][0] == '\0') {
    g_set_error_literal (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                         "the note has a line that is no signature");
    return FALSE;
  }
  if (!g_str_equal (parts[1], key->name) ||
      !zb_base64_read (parts[2], bytes, ZB_NOTE_ID_SIZE + size) ||
      memcmp (bytes, key->id, ZB_NOTE_ID_SIZE) != 0)
    return FALSE;
  memcpy (ret_bytes, bytes + ZB_NOTE_ID_SIZE, size);
  return TRUE;
}

gboolean
zb_note_key_verify (
    const ZbNoteKey *key, const guint8 *signature, const char *text, gsize length, GError **error)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  if (key->begun != NULL && EVP_MD_CTX_copy_ex (context, key->begun) == 1 &&
      EVP_DigestVerify (context, signature, ZB_NOTE_SIGNATURE_SIZE, (const guint8 *)text, length) ==
          1)
    return TRUE;
  return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                          "the signature of %s under the note does not verify", key->name);
}
