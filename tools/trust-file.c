/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/trust-file.h"

#include "exchange/protocol.h"
#include "tools/place.h"

#include <string.h>

static ZbSignedTrust *
open_bytes (const char *path, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  gboolean archive = length >= 2 && memcmp (text, "PK", 2) == 0;
  g_autoptr (ZbJson) json =
      archive ? NULL : zb_json_read (path, text ? text : "", length, ZB_PROTOCOL_MAX_JSON, error);

  if (archive)
    return zb_signed_trust_open (path, bytes, error);
  return json ? zb_signed_trust_read (path, json, error) : NULL;
}

ZbSignedTrust *
zb_trust_file_read (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);
  g_autoptr (ZbSignedTrust) trust = bytes ? open_bytes (path, bytes, error) : NULL;
  g_autoptr (GPtrArray) roots = trust ? zb_trust_bundle_list_roots (trust->bundle) : NULL;

  return trust && zb_signed_trust_verify (trust, roots, error) ? g_steal_pointer (&trust) : NULL;
}
