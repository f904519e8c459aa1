/* SPDX-License-Identifier: Apache-2.0 */
#include "packaging/demo/review.h"

#include "exchange/protocol.h"
#include "formats/json-writer.h"

#include <string.h>

static gboolean
decide (ZbSession *reviewer, const ZbJson *item, const char *action, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/decisions",
                                           zb_json_integer (zb_json_get (item, "id"), 0));
  g_autofree char *text = g_strdup_printf ("{\"action\":\"%s\"}", action);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (ZbJson) answer = zb_session_post (reviewer, path, ZB_MIME_JSON, body,
                                               zb_json_get_string (item, "digest"), error);

  return answer != NULL;
}

gboolean
zb_review_all (ZbSession *reviewer,
               const char *tenant,
               const char *period,
               const char *action,
               guint *ret_n,
               GError **error)
{
  g_autofree char *path = zb_session_path ("/v1/queue", "tenant", tenant, "period", period, NULL);

  *ret_n = 0;
  for (;;) {
    g_autoptr (ZbJson) answer = zb_session_get (reviewer, path, error);
    const ZbJson *items = answer ? zb_json_get (answer, "items") : NULL;

    if (!answer)
      return FALSE;
    if (!items || zb_json_length (items) == 0)
      return TRUE;
    for (guint i = 0; i < zb_json_length (items); i++, (*ret_n)++)
      if (!decide (reviewer, zb_json_at (items, i), action, error))
        return FALSE;
  }
}
