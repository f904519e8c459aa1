/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* What the bureau has to say: notices and the evidence of its decisions, fetched, verified and
 * filed. */
typedef struct {
  gint64 id;
  gint64 time;
  char *kind;          /* "return", "accept", "opened" … */
  char *message;       /* (nullable) message id */
  char *form, *period; /* (nullable) */
  ZbText text;
  gboolean seen;
} ZbLetter;

void zb_letter_free (ZbLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLetter, zb_letter_free)

/* Acknowledges what was kept before and could not be acknowledged, and fetches all new notices,
 * each acknowledged by a statement signed with the key of the connection; evidence that does not
 * verify fails the fetch and is not acknowledged. */
gboolean zb_mailbox_sync (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          ZbSession *session,
                          guint *ret_new,
                          GError **error);
#define ZB_MAILBOX_MOST_WAIT 60 /* seconds */
/* The same, and if there is none yet, waits up to @seconds for the first: the server answers as
 * soon as there is one. */
gboolean zb_mailbox_wait (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          ZbSession *session,
                          guint seconds,
                          guint *ret_new,
                          GError **error);
/* (transfer full) array of ZbLetter, newest first. */
GPtrArray *zb_mailbox_list (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
gboolean
zb_mailbox_mark_seen (ZbWorkspace *workspace, const ZbAccount *account, gint64 id, GError **error);
