/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/invitation.h"

#include "forms/clock.h"
#include "server/authority/authority-private.h"
#include "server/authority/invitation-code.h"
#include "server/register/register.h"
#include "server/store/invitation.h"

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static char *
compose (const ZbAuthority *authority,
         const char *for_whom,
         const ZbInvitationCode *code,
         gint64 expires)
{
  g_autofree char *groups = zb_invitation_code_format (code);
  g_autofree char *until = zb_time_format (expires);

  return g_strdup_printf ("Zhibao invitation 1\n"
                          "url: %s\n"
                          "for: %s\n"
                          "code: %s\n"
                          "expires: %s\n"
                          "%s",
                          authority->url, for_whom, groups, until, authority->roots_pem);
}

/* Commits @posts (nullable) and the invitation; of what was done before, the code is lost. */
static gboolean
commit (ZbAuthority *authority,
        const GPtrArray *posts,
        const ZbInvitation *invitation,
        const ZbInviting *inviting,
        GError **error)
{
  guint n_posts = posts ? posts->len : 0, n = n_posts + 1;
  g_autofree ZbAct *acts = g_new0 (ZbAct, n);
  gboolean repeated = FALSE;

  for (guint i = 0; i < n; i++)
    acts[i] = (ZbAct){.time = inviting->now, .who = inviting->who, .kind = ZB_ACT_STAFF};
  for (guint i = 0; i < n_posts; i++)
    acts[i].what = posts->pdata[i];
  acts[n_posts].kind = ZB_ACT_INVITATION;
  acts[n_posts].what = invitation;
  acts[n_posts].key = inviting->key;
  if (!zb_authority_commit (authority, acts, n, inviting->second, &repeated, error))
    return FALSE;
  if (!repeated)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_SHOWN_ONCE,
               "the invitation was made before; its code is shown only once: make another");
  return FALSE;
}

static char *
invite (ZbAuthority *authority,
        const char *unit,
        const GPtrArray *posts,
        const char *for_whom,
        const ZbInviting *inviting,
        GError **error)
{
  ZbInvitationCode code = zb_invitation_code_new ();
  g_autofree char *handle = zb_invitation_code_handle (&code);
  g_autofree char *digest = zb_invitation_code_digest (&code);
  const ZbStaff *post = posts ? posts->pdata[0] : NULL;
  ZbInvitation invitation = {
      .handle = handle,
      .code_digest = digest,
      .unit = (char *)unit,
      .person = post ? post->person : (char *)"",
      .expires = inviting->now + CLAMP (inviting->days, 1, ZB_INVITATION_MAX_DAYS) * DAY,
      .tries = ZB_INVITATION_TRIES,
  };

  if (!commit (authority, posts, &invitation, inviting, error))
    return NULL;
  return compose (authority, for_whom, &code, invitation.expires);
}

char *
zb_authority_invite_unit (ZbAuthority *authority,
                          const char *unit,
                          const ZbInviting *inviting,
                          GError **error)
{
  g_autofree char *day = zb_register_day_at (inviting->now);
  GError *failure = NULL;

  g_autoptr (ZbUnit) known = zb_store_read_unit (authority->options.store, unit, day, &failure);

  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_UNKNOWN_UNIT,
                 "%s is not in the register", unit);
  }
  if (!known) {
    g_propagate_error (error, failure);
    return NULL;
  }
  const char *name = zb_unit_attribute (known, "name");
  g_autofree char *for_whom = g_strdup_printf ("%s %s", known->code, name ? name : "");
  return invite (authority, known->code, NULL, for_whom, inviting, error);
}

char *
zb_authority_invite_staff (ZbAuthority *authority,
                           const GPtrArray *posts,
                           const ZbInviting *inviting,
                           GError **error)
{
  const ZbStaff *post = posts->pdata[0];
  g_autofree char *for_whom = g_strdup_printf ("staff %s", post->person);

  return invite (authority, "", posts, for_whom, inviting, error);
}
