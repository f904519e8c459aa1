/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/motion.h"

#include "server/authority/authority-private.h"
#include "server/authority/queue.h"
#include "server/store/staff.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

gboolean
zb_motion_is_needed (ZbAuthority *authority, gboolean *ret_needed, GError **error)
{
  g_autoptr (GPtrArray) persons = zb_store_list_administrators (authority->options.store, error);

  if (!persons)
    return FALSE;
  *ret_needed = persons->len >= 2;
  return TRUE;
}

static gboolean
has_a_say (const ZbStaff *post)
{
  return post->active && (strcmp (post->role, "admin") == 0 || strcmp (post->role, "city") == 0);
}

gboolean
zb_motion_is_alone (ZbAuthority *authority,
                    const ZbMotion *motion,
                    gboolean *ret_alone,
                    GError **error)
{
  g_autoptr (GPtrArray) posts =
      zb_store_list_staff (authority->options.store, motion->tenant, error);

  if (!posts)
    return FALSE;
  *ret_alone = TRUE;
  for (guint i = 0; i < posts->len; i++) {
    const ZbStaff *post = posts->pdata[i];

    if (has_a_say (post) && strcmp (post->person, motion->person) != 0)
      *ret_alone = FALSE;
  }
  return TRUE;
}

gboolean
zb_motion_put (ZbAuthority *authority, ZbMotion *motion, const ZbAct *by, GError **error)
{
  ZbAct act = {
      .kind = ZB_ACT_MOTION, .what = motion, .time = by->time, .who = by->who, .key = by->key};
  ZbActResult result = {0};
  GError *failure = NULL;

  motion->time = by->time;
  motion->expires = by->time + ZB_MOTION_DAYS * DAY;
  gboolean kept = zb_store_commit_one (authority->options.store, &act, &result, &failure);
  motion->id = result.id;
  zb_act_result_clear (&result);
  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA)) {
    g_set_error_literal (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_QUEUE_FULL,
                         failure->message);
    g_error_free (failure);
  } else if (failure) {
    g_propagate_error (error, failure);
  }
  return kept;
}

static gboolean
fail_stale (const ZbMotion *motion, const char *why, GError **error)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "what %s asked as number %" G_GINT64_FORMAT " %s", motion->person, motion->id, why);
  return FALSE;
}

static gboolean
could_ask (const ZbStaff *post, const ZbMotion *motion)
{
  gboolean administers = strcmp (post->role, "admin") == 0;

  if (*motion->tenant)
    return administers && strcmp (post->tenant, motion->tenant) == 0;
  return administers || strcmp (post->role, "city") == 0;
}

/* Whoever was dismissed since asks for nobody any more. */
static gboolean
still_asks (ZbAuthority *authority, const ZbMotion *motion, gboolean *ret_asks, GError **error)
{
  g_autoptr (GPtrArray) posts =
      zb_store_list_posts (authority->options.store, motion->person, error);

  if (!posts)
    return FALSE;
  *ret_asks = FALSE;
  for (guint i = 0; i < posts->len; i++)
    *ret_asks = *ret_asks || could_ask (posts->pdata[i], motion);
  return TRUE;
}

gboolean
zb_motion_check_second (
    ZbAuthority *authority, const ZbMotion *motion, const char *person, gint64 now, GError **error)
{
  gboolean asks = FALSE;

  if (strcmp (motion->person, person) == 0) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_SAME_PERSON,
                 "%s asked for it: another person is needed", person);
    return FALSE;
  }
  /* Whoever approved it before may be asking again for the answer. */
  if (motion->rejected_by || (motion->second && strcmp (motion->second, person) != 0))
    return fail_stale (motion, "has been decided", error);
  if (motion->expires < now)
    return fail_stale (motion, "has expired", error);
  if (!still_asks (authority, motion, &asks, error))
    return FALSE;
  return asks || fail_stale (motion, "was asked by somebody whose post has ended", error);
}

gboolean
zb_motion_reject (ZbAuthority *authority,
                  const ZbMotionRejection *rejection,
                  const ZbAct *by,
                  GError **error)
{
  ZbAct act = {
      .kind = ZB_ACT_MOTION_REJECTION,
      .what = rejection,
      .time = by->time,
      .who = by->who,
      .key = by->key,
  };

  return zb_authority_check_text ("reason", rejection->reason, error) &&
         zb_store_commit_one (authority->options.store, &act, NULL, error);
}

/* The acts as one, with the approval. */
static gboolean
commit_approved (ZbAuthority *authority,
                 const ZbAct *acts,
                 guint n,
                 const ZbSecond *second,
                 gboolean *ret_repeated,
                 GError **error)
{
  ZbMotionApproval approval = {second->motion, second->person, acts, n};
  ZbAct act = {
      .kind = ZB_ACT_MOTION_APPROVAL,
      .what = &approval,
      .time = acts[0].time,
      .who = acts[0].who,
  };
  ZbActResult result = {0};

  for (guint i = 0; i < n; i++) {
    act.records = acts[i].records ? acts[i].records : act.records;
    act.key = acts[i].key ? acts[i].key : act.key;
  }
  gboolean kept = zb_store_commit_one (authority->options.store, &act, &result, error);
  *ret_repeated = result.repeated;
  zb_act_result_clear (&result);
  return kept;
}

gboolean
zb_authority_commit (ZbAuthority *authority,
                     const ZbAct *acts,
                     guint n,
                     const ZbSecond *second,
                     gboolean *ret_repeated,
                     GError **error)
{
  g_autofree ZbActResult *results = NULL;
  GError *failure = NULL;

  if (second)
    return commit_approved (authority, acts, n, second, ret_repeated, error);
  *ret_repeated = FALSE;
  results = g_new0 (ZbActResult, n);
  gboolean kept = zb_store_commit (authority->options.store, acts, n, results, &failure);
  for (guint i = 0; i < n; i++) {
    if (kept && !failure && results[i].error)
      failure = g_error_copy (results[i].error);
    *ret_repeated = *ret_repeated || (acts[i].key && results[i].repeated);
    zb_act_result_clear (&results[i]);
  }
  if (!failure)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}
