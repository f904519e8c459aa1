/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/tus.h"

#include "exchange/digest.h"

#include <string.h>

#define MAX_HEADER 2048
#define MAX_DIGITS 15

void
zb_tus_metadata_clear (ZbTusMetadata *metadata)
{
  g_clear_pointer (&metadata->sender, g_free);
  g_clear_pointer (&metadata->message_id, g_free);
  g_clear_pointer (&metadata->digest, g_free);
}

/* The text that @base64 stands for; NULL if it is none, or no plain line. */
static char *
decode (const char *base64)
{
  gsize length = 0;
  g_autofree char *bytes = NULL;

  if (*base64 == '\0')
    return NULL;
  bytes = (char *)g_base64_decode (base64, &length);
  if (length == 0 || memchr (bytes, '\0', length))
    return NULL;
  char *text = g_strndup (bytes, length);
  for (const char *c = text; *c; c++)
    if (!g_ascii_isgraph (*c)) {
      g_free (text);
      return NULL;
    }
  return text;
}

static gboolean
take_pair (ZbTusMetadata *metadata, const char *pair)
{
  g_auto (GStrv) words = g_strsplit (pair, " ", 3);
  guint n = g_strv_length (words);
  char **place = NULL;

  if (n == 0 || *words[0] == '\0' || n > 2)
    return FALSE;
  if (strcmp (words[0], "sender") == 0)
    place = &metadata->sender;
  else if (strcmp (words[0], "message-id") == 0)
    place = &metadata->message_id;
  else if (strcmp (words[0], "digest") == 0)
    place = &metadata->digest;
  if (!place)
    return TRUE;
  if (*place || n != 2)
    return FALSE;
  *place = decode (words[1]);
  return *place != NULL;
}

static gboolean
is_sound (const ZbTusMetadata *metadata)
{
  guint8 digest[ZB_DIGEST_SIZE];

  return metadata->sender && metadata->message_id && metadata->digest &&
         zb_uuid_is_valid (metadata->message_id) && zb_digest_from_hex (metadata->digest, digest);
}

gboolean
zb_tus_metadata_parse (const char *header, ZbTusMetadata *ret_metadata)
{
  ZbTusMetadata metadata = {0};
  gboolean sound;

  if (!header || strlen (header) > MAX_HEADER)
    return FALSE;
  g_auto (GStrv) pairs = g_strsplit (header, ",", -1);
  sound = TRUE;
  for (guint i = 0; sound && pairs[i]; i++)
    sound = take_pair (&metadata, g_strstrip (pairs[i]));
  if (sound && is_sound (&metadata)) {
    *ret_metadata = metadata;
    return TRUE;
  }
  zb_tus_metadata_clear (&metadata);
  return FALSE;
}

gboolean
zb_tus_number_parse (const char *header, guint64 *ret_number)
{
  gsize n = header ? strlen (header) : 0;

  if (n == 0 || n > MAX_DIGITS || strspn (header, "0123456789") != n)
    return FALSE;
  *ret_number = g_ascii_strtoull (header, NULL, 10);
  return TRUE;
}

gboolean
zb_tus_checksum_check (const char *header, GBytes *chunk, gboolean *ret_matches)
{
  GChecksumType type;
  guint8 digest[64];
  gsize length = sizeof digest, n = 0;

  if (g_str_has_prefix (header, "sha1 "))
    type = G_CHECKSUM_SHA1;
  else if (g_str_has_prefix (header, "sha256 "))
    type = G_CHECKSUM_SHA256;
  else
    return FALSE;
  g_autofree guchar *given = g_base64_decode (strchr (header, ' ') + 1, &n);
  if (n != (gsize)g_checksum_type_get_length (type))
    return FALSE;
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  gsize size = 0;
  const guchar *data = g_bytes_get_data (chunk, &size);
  g_checksum_update (checksum, data, (gssize)size);
  g_checksum_get_digest (checksum, digest, &length);
  *ret_matches = length == n && memcmp (digest, given, n) == 0;
  return TRUE;
}

char *
zb_tus_date_format (gint64 micros)
{
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (micros / G_USEC_PER_SEC);

  if (!time)
    return g_strdup ("");
  return g_strdup_printf (
      "%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (time) - 1],
      g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1],
      g_date_time_get_year (time), g_date_time_get_hour (time), g_date_time_get_minute (time),
      g_date_time_get_second (time));
}
