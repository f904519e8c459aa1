/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/problem.h"

#include "exchange/field.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "formats/json.h"

#include <string.h>

#define TYPE_PREFIX "urn:zhibao:problem:"

void
zb_problem_free (ZbProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->code);
  g_free (problem->title);
  g_free (problem->title_zh);
  g_free (problem->detail);
  g_free (problem->detail_zh);
  g_free (problem);
}

char *
zb_problem_to_json (const ZbProblem *problem)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *type = g_strconcat (TYPE_PREFIX, problem->code, NULL);
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "type", type);
  zb_json_writer_integer (writer, "status", problem->status);
  zb_json_writer_string (writer, "title", problem->title);
  zb_json_writer_string (writer, "title_zh", problem->title_zh);
  if (problem->detail != NULL)
    zb_json_writer_string (writer, "detail", problem->detail);
  if (problem->detail_zh != NULL)
    zb_json_writer_string (writer, "detail_zh", problem->detail_zh);
  zb_json_writer_end_object (writer);
  return zb_json_writer_finish (writer);
}

ZbProblem *
zb_problem_read (GBytes *body)
{
  gsize length = 0;
  const char *text = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  g_autoptr (ZbJson) json =
      text != NULL ? zb_json_read ("problem", text, length, ZB_PROTOCOL_MAX_PROBLEM, NULL) : NULL;
  if (json == NULL || zb_json_type (json) != ZB_JSON_OBJECT)
    return NULL;

  const char *type = zb_json_get_string (json, "type");
  const char *title = zb_json_get_string (json, "title");
  gint64 status = zb_json_integer (zb_json_get (json, "status"), 0);
  if (type == NULL || !g_str_has_prefix (type, TYPE_PREFIX) || title == NULL || status < 400 ||
      status > 599 || !zb_field_is_code (type + strlen (TYPE_PREFIX)))
    return NULL;
  const char *title_zh = zb_json_get_string (json, "title_zh");
  ZbProblem *problem = g_new0 (ZbProblem, 1);
  problem->status = (guint)status;
  problem->code = g_strdup (type + strlen (TYPE_PREFIX));
  problem->title = g_strdup (title);
  problem->title_zh = g_strdup (title_zh != NULL ? title_zh : title);
  problem->detail = g_strdup (zb_json_get_string (json, "detail"));
  problem->detail_zh = g_strdup (zb_json_get_string (json, "detail_zh"));
  return problem;
}
