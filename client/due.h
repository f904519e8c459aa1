/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* What an account owes, as the server last said, and how far it has come here. */
typedef enum {
  ZB_DUE_NOT_OPEN,
  ZB_DUE_OPEN,    /* nothing begun */
  ZB_DUE_DRAFT,   /* begun here */
  ZB_DUE_COSIGN,  /* signed by some, waits for others */
  ZB_DUE_QUEUED,  /* signed, waiting in the outbox or being sent */
  ZB_DUE_REFUSED, /* the server refused it: correct and send again */
  ZB_DUE_SUBMITTED,
  ZB_DUE_PASSED,
  ZB_DUE_RETURNED,
  ZB_DUE_ACCEPTED,
  ZB_DUE_WITHDRAWN,
  ZB_DUE_CLOSED, /* nothing sent, and too late without a permit */
} ZbDueState;

typedef struct {
  gint64 account;
  char *tenant, *form, *code, *period, *package;
  ZbText title;
  ZbText bureau;     /* who asks; empty where the server did not say */
  ZbText disclaimer; /* what the report is not; empty where nothing is to be said */
  ZbText levels;     /* until when each level decides: "District 2024-07-11 18:00; …" */
  gboolean joint;
  gint64 opens, deadline, closes, permit_until; /* 0 where there is none */
  ZbDueState state;
  gboolean checked; /* of a submitted one: it has passed the server's check */
  guint level;
  gboolean late;
  char *message;        /* (nullable) the latest version the server has */
  gint64 resubmit_by;   /* 0 if none */
  gint64 accepted;      /* the server's number of the accepted report, 0 if none */
  gint64 correct_until; /* a permit to correct the accepted one; 0 if there is none */
  gint64 committed; /* of a queued one: when its digest was receipted (R0), 0 if it was not … */
  gint64 committed_until; /* … and until when it may follow, 0 where that is not known */
  char *cosign;        /* (nullable) the message that some have signed and others must still … */
  guint to_sign, mine; /* … in these roles, and which of them are this account's person's turn */
  gboolean given_back; /* … or that must be changed first */
  int days_left;       /* to the deadline, or to the resubmission of a returned one */
} ZbDue;

void zb_due_free (ZbDue *due);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDue, zb_due_free)

/* Fetches the list; what the server no longer names is dropped. */
gboolean
zb_due_sync (ZbWorkspace *workspace, const ZbAccount *account, ZbSession *session, GError **error);
/* (transfer full) array of ZbDue, by deadline, of one account. */
GPtrArray *zb_due_list (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
/* NULL without an error if it is not owed. A form of a set is owed as its head. */
ZbDue *zb_due_find (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const char *form,
                    const char *period,
                    GError **error);
/* "due", "draft", "submitted" … stable, for scripts. */
const char *zb_due_state_to_string (ZbDueState state);
