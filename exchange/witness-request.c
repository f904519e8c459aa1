/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/witness-request.h"

#include "exchange/error.h"
#include "exchange/log-proof.h"

#include <string.h>

#define HEAD "old "

void
zb_witness_request_clear (ZbWitnessRequest *request)
{
  g_clear_pointer (&request->path, g_array_unref);
  g_clear_pointer (&request->checkpoint, g_free);
}

char *
zb_witness_request_write (const ZbWitnessRequest *request)
{
  g_autofree char *path =
      zb_log_path_write ((const ZbHash *)(gpointer)request->path->data, request->path->len);

  return g_strdup_printf (HEAD "%" G_GUINT64_FORMAT "\n%s\n%s", request->old, path,
                          request->checkpoint);
}

static gboolean
malformed (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "the request to the witness %s", what);
  return FALSE;
}

static gboolean
read_size (const char *digits, guint64 *ret_size)
{
  return (digits[0] != '0' || digits[1] == '\0') &&
         g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, ret_size, NULL);
}

gboolean
zb_witness_request_read (const char *text, ZbWitnessRequest *ret_request, GError **error)
{
  const char *end = strchr (text, '\n');
  const char *gap = strstr (text, "\n\n");
  guint64 old = 0;

  if (!g_str_has_prefix (text, HEAD) || !end || !gap)
    return malformed (error, "does not begin with the size it continues");
  g_autofree char *digits = g_strndup (text + strlen (HEAD), (gsize)(end - text) - strlen (HEAD));
  if (!read_size (digits, &old))
    return malformed (error, "continues no size");
  /* Between the first line and the empty one. */
  g_autofree char *lines = gap > end ? g_strndup (end + 1, (gsize)(gap - end)) : g_strdup ("");
  GArray *path = zb_log_path_read (lines, error);
  if (!path)
    return FALSE;
  *ret_request = (ZbWitnessRequest){old, path, g_strdup (gap + 2)};
  return TRUE;
}
