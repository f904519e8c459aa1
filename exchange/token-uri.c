/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token-uri.h"

#include "exchange/error.h"
#include "exchange/token.h"

#include <string.h>

void
zb_token_place_clear (ZbTokenPlace *place)
{
  g_clear_pointer (&place->module, g_free);
  g_clear_pointer (&place->label, g_free);
  g_clear_pointer (&place->id, g_bytes_unref);
}

gboolean
zb_token_is_uri (const char *text)
{
  return text != NULL && g_str_has_prefix (text, ZB_TOKEN_URI_START);
}

/* The value of NAME= among @fields, unescaped. (nullable) */
static GBytes *
read_field (char **fields, const char *name)
{
  gsize length = strlen (name);

  for (; *fields != NULL; fields++)
    if (strncmp (*fields, name, length) == 0 && (*fields)[length] == '=')
      return g_uri_unescape_bytes (*fields + length + 1, -1, NULL, NULL);
  return NULL;
}

static char *
to_text (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return length > 0 && memchr (data, '\0', length) == NULL ? g_strndup (data, length) : NULL;
}

gboolean
zb_token_place_read (const char *uri, ZbTokenPlace *ret_place, GError **error)
{
  gboolean ours = zb_token_is_uri (uri);
  g_auto (GStrv) halves = g_strsplit (ours ? uri + strlen (ZB_TOKEN_URI_START) : "", "?", 2);
  g_auto (GStrv) path = g_strsplit (halves[0] != NULL ? halves[0] : "", ";", -1);
  g_auto (GStrv) query =
      g_strsplit (halves[0] != NULL && halves[1] != NULL ? halves[1] : "", "&", -1);
  g_autoptr (GBytes) module = read_field (query, "module-path");
  g_autoptr (GBytes) label = read_field (path, "token");
  g_auto (ZbTokenPlace) place = {to_text (module), to_text (label), read_field (path, "id")};
  gsize size = place.id != NULL ? g_bytes_get_size (place.id) : 0;

  if (place.module == NULL || place.label == NULL || size == 0 || size > ZB_TOKEN_MOST_ID) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" does not name a key on a token", uri);
    return FALSE;
  }
  *ret_place = place;
  place = (ZbTokenPlace){NULL, NULL, NULL};
  return TRUE;
}

char *
zb_token_place_write (const ZbTokenPlace *place)
{
  g_autofree char *label = g_uri_escape_string (place->label, NULL, FALSE);
  g_autofree char *module = g_uri_escape_string (place->module, "/", FALSE);
  GString *uri = g_string_new (ZB_TOKEN_URI_START "token=");
  gsize size = 0;
  const guint8 *id = g_bytes_get_data (place->id, &size);

  g_string_append_printf (uri, "%s;id=", label);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (uri, "%%%02X", id[i]);
  g_string_append_printf (uri, "?module-path=%s", module);
  return g_string_free (uri, FALSE);
}
