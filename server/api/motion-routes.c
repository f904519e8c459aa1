/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/motion-handlers.h"

#include "server/api/reach.h"
#include "server/api/words.h"

#include <string.h>

#define PAGE 100
#define MAX_DETAILS (64 * 1024)

static const struct {
  const char *kind;
  void (*perform) (ZbCall *call, const ZbJson *details, const ZbSecond *second);
} kinds[] = {
    {ZB_MOTION_INVITE, zb_invite},
    {ZB_MOTION_APPOINT, zb_invite},
    {ZB_MOTION_REGISTER, zb_register_certificate},
    {ZB_MOTION_REINSTATE, zb_reinstate},
};

static const char *
state_of (const ZbMotion *motion, gint64 now)
{
  if (motion->rejected_by)
    return "rejected";
  if (motion->second)
    return "approved";
  return motion->expires < now ? "expired" : "waiting";
}

/* An act as the caller's; FALSE after answering. */
static gboolean
act_as_caller (ZbCall *call, ZbAct *ret_act)
{
  *ret_act = (ZbAct){.time = call->now, .who = zb_call_who (call)};
  return zb_call_key (call, &ret_act->key);
}

static void
put (ZbCall *call, const ZbMotion *draft, const char *details)
{
  GError *error = NULL;
  ZbMotion motion = *draft;
  ZbAct by;

  motion.tenant = draft->tenant ? draft->tenant : (char *)"";
  motion.unit = draft->unit ? draft->unit : (char *)"";
  motion.details = (char *)details;
  motion.person = (char *)call->identity.name;
  if (!act_as_caller (call, &by))
    return;
  if (!zb_motion_put (call->service->authority, &motion, &by, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "motion", motion.id);
  zb_json_writer_string (json, "state", "waiting");
  zb_call_answer_json (call, 202, json);
}

gboolean
zb_motion_defer (ZbCall *call, const ZbMotion *motion, ZbJsonWriter *details)
{
  g_autofree char *text = zb_json_writer_finish (details);
  GError *error = NULL;
  gboolean needed = FALSE;

  zb_json_writer_free (details);
  if (!zb_motion_is_needed (call->service->authority, &needed, &error)) {
    zb_call_fail_error (call, error);
    return TRUE;
  }
  if (needed)
    put (call, motion, text);
  return needed;
}

/* Where nobody else works in the system who could, whoever administers another one. */
static gboolean
may_decide_post (ZbCall *call, const ZbMotion *motion)
{
  gboolean alone = FALSE;
  ZbGrant grant;

  if (zb_grant_for (&grant, &call->identity, call->roles, motion->tenant))
    return TRUE;
  return (zb_identity_roles (&call->identity) & ZB_ROLE_ADMIN) != 0 &&
         zb_motion_is_alone (call->service->authority, motion, &alone, NULL) && alone;
}

/* Whether the caller has a say in it: by the unit's area, or in the system of the post. */
static gboolean
may_decide (ZbCall *call, const ZbMotion *motion)
{
  gboolean may = TRUE;

  if (*motion->unit)
    return zb_reach_code (call, motion->unit, &may, NULL) && may;
  return !*motion->tenant || may_decide_post (call, motion);
}

static void
write_motion (ZbJsonWriter *json, const ZbMotion *motion, gint64 now)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", motion->id);
  zb_json_writer_string (json, "kind", motion->kind);
  zb_json_writer_string (json, "subject", motion->subject);
  zb_json_writer_string (json, "state", state_of (motion, now));
  zb_json_writer_string (json, "person", motion->person);
  zb_call_write_time (json, "time", motion->time);
  zb_call_write_time (json, "expires", motion->expires);
  zb_json_writer_string (json, "second", motion->second);
  zb_json_writer_string (json, "rejected_by", motion->rejected_by);
  zb_json_writer_string (json, "reason", motion->reason);
  zb_json_writer_end_object (json);
}

void
zb_handle_motions (ZbCall *call)
{
  const char *state = zb_request_query (call->request, "state");
  guint limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE);
  gboolean all = g_strcmp0 (state, "all") == 0;
  GError *error = NULL;
  gint64 after;

  if (state && !all && strcmp (state, "waiting") != 0) {
    zb_call_fail (call, "bad-argument", "state: waiting or all");
    return;
  }
  if (!zb_call_after (call, "cursor", &after))
    return;
  g_autoptr (GPtrArray) motions =
      zb_store_list_motions (call->service->store, all ? 0 : call->now, after, limit, &error);
  if (!motions) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "motions");
  for (guint i = 0; i < motions->len; i++)
    if (may_decide (call, motions->pdata[i]))
      write_motion (json, motions->pdata[i], call->now);
  zb_json_writer_end_array (json);
  if (motions->len > 0)
    zb_words_next (json, motions->len, limit,
                   ((const ZbMotion *)motions->pdata[motions->len - 1])->id);
  zb_call_answer_json (call, 200, json);
}

/* What the route names, if the caller has a say in it; NULL after answering. */
static ZbMotion *
find_motion (ZbCall *call)
{
  g_autoptr (ZbMotion) motion = NULL;
  GError *error = NULL;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  motion = zb_store_read_motion (call->service->store, id, &error);
  if (!motion)
    zb_call_fail_error (call, error);
  else if (!may_decide (call, motion))
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    return g_steal_pointer (&motion);
  return NULL;
}

static void
perform (ZbCall *call, const ZbMotion *motion)
{
  ZbSecond second = {motion->id, call->identity.name};
  GError *error = NULL;
  g_autoptr (ZbJson) details =
      zb_json_read ("details", motion->details, strlen (motion->details), MAX_DETAILS, &error);

  if (!details) {
    zb_call_fail_error (call, error);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, motion->kind) == 0) {
      kinds[i].perform (call, details, &second);
      return;
    }
  zb_call_fail (call, "not-found", motion->kind);
}

void
zb_handle_motion_approval (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbMotion) motion = json ? find_motion (call) : NULL;
  GError *error = NULL;

  if (!motion)
    return;
  if (zb_motion_check_second (call->service->authority, motion, call->identity.name, call->now,
                              &error))
    perform (call, motion);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_motion_rejection (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbMotion) motion = json ? find_motion (call) : NULL;
  GError *error = NULL;
  ZbAct by;

  if (!motion || !act_as_caller (call, &by))
    return;
  const char *reason = zb_json_get_string (json, "reason");
  ZbMotionRejection rejection = {motion->id, call->identity.name, reason ? reason : ""};
  if (zb_motion_reject (call->service->authority, &rejection, &by, &error))
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}
