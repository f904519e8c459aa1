/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/error.h"

/* An invitation as handed over by the bureau: a file or pasted text (docs/api.md). */
typedef struct {
  char *url;
  char *unit; /* 统一社会信用代码; NULL for staff */
  char *name;
  char *code;     /* one-time */
  gint64 expires; /* microseconds UTC */
  char *root;     /* PEM */
  char *person;   /* (nullable) who enrols, as he is to be named; NULL: by @name. Not of the text */
} ZbInvitationText;

ZbInvitationText *zb_invitation_text_read (const char *text, GError **error);
void zb_invitation_text_free (ZbInvitationText *invitation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbInvitationText, zb_invitation_text_free)
