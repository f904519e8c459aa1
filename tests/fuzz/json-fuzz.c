/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "formats/error.h"
#include "formats/json-writer.h"
#include "formats/json.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
copy (ZbJsonWriter *writer, const char *key, const ZbJson *json)
{
  switch (zb_json_type (json)) {
  case ZB_JSON_NULL:
    zb_json_writer_string (writer, key, NULL);
    break;
  case ZB_JSON_BOOLEAN:
    zb_json_writer_boolean (writer, key, zb_json_boolean (json, FALSE));
    break;
  case ZB_JSON_INTEGER:
    zb_json_writer_integer (writer, key, zb_json_integer (json, 0));
    break;
  case ZB_JSON_STRING:
    zb_json_writer_string (writer, key, zb_json_string (json));
    break;
  case ZB_JSON_ARRAY:
    zb_json_writer_begin_array (writer, key);
    for (guint i = 0; i < zb_json_length (json); i++)
      copy (writer, NULL, zb_json_at (json, i));
    zb_json_writer_end_array (writer);
    break;
  case ZB_JSON_OBJECT:
    zb_json_writer_begin_object (writer, key);
    for (guint i = 0; i < zb_json_n_members (json); i++) {
      const char *name = zb_json_member_name (json, i);

      copy (writer, name, zb_json_get (json, name));
    }
    zb_json_writer_end_object (writer);
  }
}

static char *
rewrite (const ZbJson *json)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();

  copy (writer, NULL, json);
  return zb_json_writer_finish (writer);
}

/* Text either is refused with a reason of ours (json-glib agrees with the scan about all that
 * passes it), or it is a value that stays the same when written and read again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = zb_json_read ("input", (const char *)data, size, G_MAXSIZE, &error);
  g_autoptr (ZbJson) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if ((json == NULL) != (error != NULL))
    abort ();
  if (json == NULL)
    return 0;
  first = rewrite (json);
  again = zb_json_read ("copy", first, strlen (first), G_MAXSIZE, NULL);
  if (again == NULL)
    abort ();
  second = rewrite (again);
  if (strcmp (first, second) != 0)
    abort ();
  return 0;
}
