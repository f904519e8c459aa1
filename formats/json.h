/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Bounded JSON values. Reading refuses depth > 16, objects of more than 1024
 * members, sizes over @max_bytes, duplicate keys, and
 * numbers that are not integers of 64 bits (figures travel as decimal strings). */
typedef struct _ZbJson ZbJson;

typedef enum {
  ZB_JSON_NULL,
  ZB_JSON_BOOLEAN,
  ZB_JSON_INTEGER,
  ZB_JSON_STRING,
  ZB_JSON_ARRAY,
  ZB_JSON_OBJECT
} ZbJsonType;

/* @source names the text in messages. Broken text is ZB_FORMAT_ERROR_MALFORMED, a duplicate key, a
 * fraction or a NUL character FORBIDDEN, a passed limit TOO_LARGE; the text is "source:line: …". */
ZbJson *
zb_json_read (const char *source, const char *text, gsize length, gsize max_bytes, GError **error);
void zb_json_free (ZbJson *json); /* of the root only */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbJson, zb_json_free)

/* All below take NULL for an absent value, so that a path of gets needs one check at its end. What
 * they return is borrowed from the root. */
ZbJsonType zb_json_type (const ZbJson *json);                    /* ZB_JSON_NULL if absent */
guint zb_json_length (const ZbJson *json);                       /* of an array; 0 else */
const ZbJson *zb_json_at (const ZbJson *json, guint index);      /* NULL past the end or no array */
const ZbJson *zb_json_get (const ZbJson *json, const char *key); /* NULL if absent or no object */
const char *zb_json_string (const ZbJson *json);                 /* NULL unless a string */
gint64 zb_json_integer (const ZbJson *json, gint64 otherwise);
gboolean zb_json_boolean (const ZbJson *json, gboolean otherwise);
const char *zb_json_get_string (const ZbJson *json, const char *key); /* NULL unless a string */
/* The members of an object in the order of the text; 0 and NULL else. */
guint zb_json_n_members (const ZbJson *json);
const char *zb_json_member_name (const ZbJson *json, guint index);
