/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/post-document.h"

#include "server/store/tenant.h"

#include <string.h>

#define MAX_NAME 64
#define MAX_AREAS 64

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID, "%s", what);
  return FALSE;
}

/* One line of 1 to 64 characters. */
static gboolean
is_name (const char *text)
{
  if (!text || !*text || !g_utf8_validate (text, -1, NULL) || g_utf8_strlen (text, -1) > MAX_NAME ||
      g_ascii_isspace (*text))
    return FALSE;
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return FALSE;
  return TRUE;
}

static gboolean
read_areas (ZbStaff *post, const ZbJson *areas, GError **error)
{
  guint n = zb_json_length (areas);

  if (n > MAX_AREAS)
    return fail (error, "areas: too many");
  for (guint i = 0; i < n; i++) {
    const char *area = zb_json_string (zb_json_at (areas, i));
    if (!area || !*area || strlen (area) > 12 || strspn (area, "0123456789") != strlen (area))
      return fail (error, "areas: codes of GB/T 2260 or of zones are expected");
    g_ptr_array_add (post->areas, g_strdup (area));
  }
  if (n == 0 && strcmp (post->role, "district") == 0)
    return fail (error, "areas: a district's reviewer needs at least one");
  return TRUE;
}

static guint
level_of_role (const ZbTenant *tenant, const char *role)
{
  if (strcmp (role, "city") == 0)
    return tenant->levels->len;
  for (guint i = 0; strcmp (role, "district") == 0 && i < tenant->levels->len; i++)
    if (((const ZbLevel *)tenant->levels->pdata[i])->scope == ZB_SCOPE_AREA)
      return i + 1;
  return 0;
}

static gboolean
read_level (ZbStaff *post, ZbStore *store, const ZbJson *json, GError **error)
{
  g_autoptr (ZbTenant) tenant = zb_store_read_tenant (store, post->tenant, error);

  if (!tenant)
    return FALSE;
  gint64 level = zb_json_integer (zb_json_get (json, "level"), level_of_role (tenant, post->role));
  if (level < 0 || level > tenant->levels->len)
    return fail (error, "level: the review chain has no such level");
  if (level == 0 && strcmp (post->role, "district") == 0)
    return fail (error, "role district: the review chain has no level by area");
  post->level = (guint)level;
  return TRUE;
}

ZbStaff *
zb_post_read (ZbStore *store, const ZbJson *json, GError **error)
{
  static const char *const roles[] = {"district", "city", "admin", "auditor", NULL};
  const char *person = zb_json_get_string (json, "staff");
  const char *name = zb_json_get_string (json, "name");
  const char *role = zb_json_get_string (json, "role");
  const char *tenant = zb_json_get_string (json, "tenant");
  g_autoptr (ZbStaff) post = zb_staff_new ();

  if (!is_name (person) || (name && !is_name (name))) {
    fail (error, "staff: one line of at most 64 characters is expected");
    return NULL;
  }
  if (!role || !g_strv_contains (roles, role) || !tenant) {
    fail (error, "role and tenant: a bureau system and district, city, admin or auditor");
    return NULL;
  }
  post->person = g_strdup (person);
  post->name = g_strdup (name ? name : person);
  post->role = g_strdup (role);
  post->tenant = g_strdup (tenant);
  post->active = TRUE;
  if (!read_areas (post, zb_json_get (json, "areas"), error) ||
      !read_level (post, store, json, error))
    return NULL;
  return g_steal_pointer (&post);
}

void
zb_post_write (ZbJsonWriter *json, const ZbStaff *post)
{
  zb_json_writer_string (json, "staff", post->person);
  zb_json_writer_string (json, "name", post->name);
  zb_json_writer_string (json, "role", post->role);
  zb_json_writer_string (json, "tenant", post->tenant);
  zb_json_writer_integer (json, "level", post->level);
  zb_json_writer_begin_array (json, "areas");
  for (guint i = 0; i < post->areas->len; i++)
    zb_json_writer_string (json, NULL, post->areas->pdata[i]);
  zb_json_writer_end_array (json);
}
