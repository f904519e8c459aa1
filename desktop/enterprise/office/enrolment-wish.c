/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/enrolment-wish.h"

#include <string.h>

#include "client/enrolment.h"

void
zb_enrolment_wish_free (ZbEnrolmentWish *wish)
{
  g_free (wish->invitation);
  g_free (wish->person);
  g_free (wish->module);
  g_free (wish->label);
  g_free (wish->program);
  g_free (wish->file);
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
  if (wish->module != NULL)
    return zb_enrol_on_token (workspace, invitation, wish->module, wish->label, wish->secret,
                              error);
  return zb_enrol (workspace, invitation, wish->secret, error);
}
