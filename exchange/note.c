/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/note.h"

#include "exchange/base64.h"
#include "exchange/digest.h"
#include "exchange/key-private.h"
#include "exchange/protocol.h"

#include <string.h>

#define TYPE_ED25519 0x01
#define ID_SIZE 4
#define PUBLIC_SIZE 32
#define SIGNATURE_SIZE 64
#define DASH "\xe2\x80\x94 " /* U+2014 and a space */

typedef struct {
  char *name;
  guint8 id[ID_SIZE];
  guint8 public[PUBLIC_SIZE];
} Verifier;

static void
verifier_clear (Verifier *verifier)
{
  g_free (verifier->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Verifier, verifier_clear)

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
key_id (const char *name, const guint8 public[PUBLIC_SIZE], guint8 ret_id[ID_SIZE])
{
  guint8 digest[ZB_DIGEST_SIZE];
  guint8 type = TYPE_ED25519;
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_byte_array_append (input, (const guint8 *)name, (guint)strlen (name));
  g_byte_array_append (input, (const guint8 *)"\n", 1);
  g_byte_array_append (input, &type, 1);
  g_byte_array_append (input, public, PUBLIC_SIZE);
  zb_digest_compute (input->data, input->len, digest);
  memcpy (ret_id, digest, ID_SIZE);
}

static gboolean
read_verifier (const char *text, Verifier *ret_verifier, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "+", 3);
  guint8 typed[1 + PUBLIC_SIZE];
  gboolean sound = g_strv_length (parts) == 3 && name_is_valid (parts[0]) &&
                   zb_base64_read (parts[2], typed, sizeof typed) && typed[0] == TYPE_ED25519;
  if (sound) {
    key_id (parts[0], typed + 1, ret_verifier->id);
    g_autofree char *id =
        g_strdup_printf ("%02x%02x%02x%02x", ret_verifier->id[0], ret_verifier->id[1],
                         ret_verifier->id[2], ret_verifier->id[3]);
    sound = g_str_equal (id, parts[1]);
  }
  if (!sound) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" is no verifier key of the form name+id+key", text);
    return FALSE;
  }
  ret_verifier->name = g_strdup (parts[0]);
  memcpy (ret_verifier->public, typed + 1, PUBLIC_SIZE);
  return TRUE;
}

static gboolean
describe_key (const ZbKey *key, const char *name, Verifier *ret_verifier, GError **error)
{
  if (!zb_key_raw_public (key, ret_verifier->public)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "notes are signed by ed25519 keys, not by %s ones", zb_key_suite (key));
    return FALSE;
  }
  if (!name_is_valid (name)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" cannot name a key: it is empty or holds a space or plus sign", name);
    return FALSE;
  }
  key_id (name, ret_verifier->public, ret_verifier->id);
  ret_verifier->name = g_strdup (name);
  return TRUE;
}

char *
zb_note_verifier (const ZbKey *key, const char *name, GError **error)
{
  g_auto (Verifier) verifier = {0};
  if (!describe_key (key, name, &verifier, error))
    return NULL;
  guint8 typed[1 + PUBLIC_SIZE] = {TYPE_ED25519};
  memcpy (typed + 1, verifier.public, PUBLIC_SIZE);
  g_autofree char *base64 = g_base64_encode (typed, sizeof typed);
  return g_strdup_printf ("%s+%02x%02x%02x%02x+%s", name, verifier.id[0], verifier.id[1],
                          verifier.id[2], verifier.id[3], base64);
}

char *
zb_note_sign (const char *text, const ZbKey *key, const char *name, GError **error)
{
  g_auto (Verifier) verifier = {0};
  if (!describe_key (key, name, &verifier, error))
    return NULL;
  g_autoptr (GBytes) signature = zb_key_sign (key, text, strlen (text), error);
  if (signature == NULL)
    return NULL;

  guint8 line[ID_SIZE + SIGNATURE_SIZE];
  memcpy (line, verifier.id, ID_SIZE);
  memcpy (line + ID_SIZE, g_bytes_get_data (signature, NULL), SIGNATURE_SIZE);
  g_autofree char *base64 = g_base64_encode (line, sizeof line);
  return g_strdup_printf ("%s\n" DASH "%s %s\n", text, name, base64);
}

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "the note %s", what);
  return FALSE;
}

/* The length of the text, which ends at the last empty line; its newline is the text's last sign.
 */
static gboolean
split_note (const char *note, gsize *ret_text_length, GError **error)
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

static gboolean
verify_line (const Verifier *verifier,
             const guint8 signature[SIGNATURE_SIZE],
             const char *text,
             gsize length,
             GError **error)
{
  g_autoptr (EVP_PKEY) key =
      EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, verifier->public, PUBLIC_SIZE);
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  if (key != NULL && EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) == 1 &&
      EVP_DigestVerify (context, signature, SIGNATURE_SIZE, (const guint8 *)text, length) == 1)
    return TRUE;
  return zb_openssl_fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                          "the signature of %s under the note does not verify", verifier->name);
}

/* One signature line; sets @found if it is the verifier's and verifies. */
static gboolean
read_line (const Verifier *verifier,
           const char *line,
           const char *text,
           gsize length,
           gboolean *found,
           GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 0);
  if (!g_str_has_prefix (line, DASH) || g_strv_length (parts) != 3 || !name_is_valid (parts[1]) ||
      parts[2][0] == '\0')
    return malformed (error, "has a line that is no signature");

  guint8 bytes[ID_SIZE + SIGNATURE_SIZE];
  if (!g_str_equal (parts[1], verifier->name) || !zb_base64_read (parts[2], bytes, sizeof bytes) ||
      memcmp (bytes, verifier->id, ID_SIZE) != 0)
    return TRUE;
  if (!verify_line (verifier, bytes + ID_SIZE, text, length, error))
    return FALSE;
  *found = TRUE;
  return TRUE;
}

char *
zb_note_open (const char *note, const char *verifier, GError **error)
{
  g_auto (Verifier) known = {0};
  gsize length = 0;
  if (!read_verifier (verifier, &known, error) || !split_note (note, &length, error))
    return NULL;

  gboolean found = FALSE;
  g_auto (GStrv) lines = g_strsplit (note + length + 1, "\n", 0);
  for (guint i = 0; lines[i + 1] != NULL; i++) {
    if (!read_line (&known, lines[i], note, length, &found, error))
      return NULL;
  }
  if (!found) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "the note is not signed by %s", known.name);
    return NULL;
  }
  return g_strndup (note, length);
}
