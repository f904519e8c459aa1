/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/enrolment-wish.h"

#include <string.h>

#include "client/enrolment.h"
#include "client/own-certificate.h"

void
zb_enrolment_wish_free (ZbEnrolmentWish *wish)
{
  g_free (wish->invitation);
  g_free (wish->person);
  g_free (wish->module);
  g_free (wish->label);
  g_free (wish->program);
  g_free (wish->file);
  g_free (wish->which);
  if (wish->secret != NULL)
    memset (wish->secret, 0, strlen (wish->secret));
  g_free (wish->secret);
  g_free (wish);
}

ZbAccount *
zb_enrolment_wish_fulfil (const ZbEnrolmentWish *wish, ZbWorkspace *workspace, GError **error)
{
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (wish->invitation, error);

  if (invitation == NULL)
    return NULL;
  invitation->person = g_strdup (wish->person);
  if (wish->program != NULL)
    return zb_enrol_with_program (workspace, invitation, wish->program, wish->file, error);
  if (wish->file != NULL)
    return zb_enrol_with_file (workspace, invitation, wish->file, wish->secret, error);
  if (wish->module == NULL)
    return zb_enrol (workspace, invitation, wish->secret, error);
  const ZbTokenLogin login = {wish->module, wish->label, wish->secret};
  return wish->own ? zb_enrol_with_token (workspace, invitation, &login, wish->which, error)
                   : zb_enrol_on_token (workspace, invitation, &login, error);
}

GPtrArray *
zb_enrolment_wish_look (const ZbEnrolmentWish *wish, GError **error)
{
  g_autoptr (GPtrArray) certificates =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  const ZbTokenLogin login = {wish->module, wish->label, wish->secret};
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};

  if (wish->file != NULL) {
    if (!zb_own_certificate_open (wish->file, wish->secret, &own, error))
      return NULL;
    g_ptr_array_add (certificates, g_steal_pointer (&own.certificate));
    return g_steal_pointer (&certificates);
  }
  g_autoptr (GPtrArray) found = zb_own_certificate_list (&login, wish->now, error);
  for (guint i = 0; found != NULL && i < found->len; i++) {
    const ZbTokenCertificate *one = found->pdata[i];
    g_ptr_array_add (certificates, zb_certificate_ref (one->certificate));
  }
  return found != NULL ? g_steal_pointer (&certificates) : NULL;
}
