/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/appointment.h"

#include "server/authority/authority-private.h"
#include "server/authority/invitation.h"
#include "server/store/tenant.h"

#include <string.h>

GPtrArray *
zb_appointment_posts (ZbStore *store, const char *person, const char *name, GError **error)
{
  g_autoptr (GPtrArray) tenants = zb_store_list_tenants (store, error);
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_staff_free);

  for (guint i = 0; tenants && i < tenants->len; i++) {
    ZbStaff *post = zb_staff_new ();
    post->tenant = g_strdup (((const ZbTenant *)tenants->pdata[i])->id);
    post->person = g_strdup (person);
    post->name = g_strdup (name);
    post->role = g_strdup ("admin");
    post->active = TRUE;
    g_ptr_array_add (posts, post);
  }
  return tenants ? g_steal_pointer (&posts) : NULL;
}

/* Two others can ask and approve. */
static gboolean
check_alone (ZbStore *store, const ZbAppointment *appointment, GError **error)
{
  g_autoptr (GPtrArray) others = zb_store_list_deciders (store, appointment->now, error);
  guint own;

  if (!others)
    return FALSE;
  if (g_ptr_array_find_with_equal_func (others, appointment->person, g_str_equal, &own))
    g_ptr_array_remove_index (others, own);
  if (others->len < 2 || appointment->anyway)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_NOT_ALONE,
               "%s and %s can do this by themselves: one asks by \"zhibao authority invite\", and "
               "the other approves; --anyway appoints all the same",
               (const char *)others->pdata[0], (const char *)others->pdata[1]);
  return FALSE;
}

/* Kept before it is done, so that nothing is done that is not kept. */
static gboolean
note (ZbAuthority *authority, const ZbAppointment *appointment, gint64 *ret_motion, GError **error)
{
  g_autofree char *subject =
      g_strdup_printf ("%s admin: %s", appointment->person, appointment->reason);
  const ZbAct by = {.time = appointment->now, .who = appointment->node};
  ZbMotion motion = {
      .kind = (char *)ZB_APPOINTMENT_KIND,
      .tenant = (char *)"",
      .unit = (char *)"",
      .subject = subject,
      .details = (char *)"{}",
      .person = (char *)appointment->by,
  };

  if (!zb_motion_put (authority, &motion, &by, error))
    return FALSE;
  *ret_motion = motion.id;
  return TRUE;
}

char *
zb_authority_appoint (ZbAuthority *authority, const ZbAppointment *appointment, GError **error)
{
  ZbStore *store = authority->options.store;
  const char *name = appointment->name ? appointment->name : appointment->person;
  ZbSecond second = {.person = ZB_APPOINTMENT_SECOND};
  const ZbInviting inviting = {.now = appointment->now,
                               .days = ZB_INVITATION_DEFAULT_DAYS,
                               .who = appointment->node,
                               .second = &second};

  if (!zb_authority_check_text ("PERSON", appointment->person, error) ||
      !zb_authority_check_text ("--name", name, error) ||
      !zb_authority_check_text ("--by", appointment->by, error) ||
      !zb_authority_check_text ("--reason", appointment->reason, error) ||
      !check_alone (store, appointment, error))
    return NULL;
  g_autoptr (GPtrArray) posts = zb_appointment_posts (store, appointment->person, name, error);
  return posts && note (authority, appointment, &second.motion, error)
             ? zb_authority_invite_staff (authority, posts, &inviting, error)
             : NULL;
}
