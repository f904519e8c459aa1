/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/post-document.h"
#include "server/store/staff.h"

#include <string.h>

static void
write_post (ZbJsonWriter *json, const ZbStaff *post)
{
  zb_json_writer_begin_object (json, NULL);
  zb_post_write (json, post);
  zb_json_writer_boolean (json, "active", post->active);
  zb_json_writer_end_object (json);
}

void
zb_handle_staff (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  ZbGrant grant;
  GError *error = NULL;

  if (!tenant || !zb_call_grant (call, tenant, &grant))
    return;
  g_autoptr (GPtrArray) posts = zb_store_list_staff (call->service->store, tenant, &error);
  if (!posts) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "posts");
  for (guint i = 0; i < posts->len; i++)
    write_post (json, posts->pdata[i]);
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

/* The active post that @json names; NULL after answering. */
static ZbStaff *
find_post (ZbCall *call, const ZbJson *json)
{
  const char *person = zb_json_get_string (json, "staff");
  const char *role = zb_json_get_string (json, "role");
  const char *tenant = zb_json_get_string (json, "tenant");
  g_autoptr (GPtrArray) posts = NULL;
  ZbGrant grant;
  GError *error = NULL;

  if (!person || !role || !tenant) {
    zb_call_fail (call, "missing-argument", "staff, role, tenant");
    return NULL;
  }
  if (!zb_call_grant (call, tenant, &grant))
    return NULL;
  posts = zb_store_list_posts (call->service->store, person, &error);
  for (guint i = 0; posts && i < posts->len; i++) {
    const ZbStaff *post = posts->pdata[i];
    if (strcmp (post->tenant, tenant) == 0 && strcmp (post->role, role) == 0)
      return g_ptr_array_steal_index (posts, i);
  }
  if (error)
    zb_call_fail_error (call, error);
  else
    zb_call_fail (call, "not-found", person);
  return NULL;
}

void
zb_handle_post_end (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbStaff) post = json ? find_post (call, json) : NULL;
  ZbAct act = {.kind = ZB_ACT_STAFF, .what = post};
  ZbActResult result;

  if (!post)
    return;
  /* Whoever ends his own last post can undo nothing any more. */
  if (strcmp (post->person, call->identity.name) == 0 && strcmp (post->role, "admin") == 0) {
    zb_call_fail (call, "bad-argument", "staff: another administrator ends one's own post");
    return;
  }
  post->active = FALSE;
  if (!zb_call_commit (call, &act, &result))
    return;
  zb_act_result_clear (&result);
  zb_call_answer_empty (call, 204, NULL);
}
