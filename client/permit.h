/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* Corrections of accepted reports: what the bureau was asked to permit, what it said, and what a
 * correction would touch. */
typedef enum {
  ZB_PERMIT_ASKED,
  ZB_PERMIT_GRANTED, /* for one correction, until a time */
  ZB_PERMIT_REFUSED,
  ZB_PERMIT_USED,
  ZB_PERMIT_EXPIRED, /* granted, and not used in time */
  ZB_PERMIT_NOTED,   /* no permit: the next report carries the note … */
  ZB_PERMIT_CARRIED, /* … has carried it … */
  ZB_PERMIT_SETTLED, /* … and was accepted */
} ZbPermitState;

typedef struct {
  gint64 id;
  char *form, *period;
  char *reason;
  gint64 time; /* when it was asked for */
  ZbPermitState state;
  gint64 until;      /* of a grant; else 0 */
  char *answer;      /* (nullable) */
  char *answered_by; /* (nullable) */
} ZbPermit;

void zb_permit_free (ZbPermit *permit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPermit, zb_permit_free)

/* Fetches all requests of the account, with their answers. */
gboolean zb_permit_sync (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         ZbSession *session,
                         GError **error);
/* Asks to correct the accepted report of @form and @period, and fetches what became of it. */
gboolean zb_permit_ask (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        ZbSession *session,
                        const char *form,
                        const char *period,
                        const char *reason,
                        GError **error);
/* The newest request for @form (the head of a set) and @period, as of now; NULL without an error if
 * there is none. */
ZbPermit *zb_permit_find (ZbWorkspace *workspace,
                          const ZbAccount *account,
                          const char *form,
                          const char *period,
                          GError **error);

/* A report whose rules look at the one that is to be corrected. */
typedef struct {
  char *form, *period;
  char *state; /* the server's word: "submitted", "accepted" … */
} ZbTouchedReport;

/* A total that the correction changes. */
typedef struct {
  char *form, *period;
  char *district, *zone, *industry; /* codes (nullable) */
} ZbTouchedTotal;

typedef struct {
  GPtrArray *reports; /* ZbTouchedReport */
  GPtrArray *totals;  /* ZbTouchedTotal */
} ZbTouched;

void zb_touched_free (ZbTouched *touched);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTouched, zb_touched_free)

/* @report: the server's number of the accepted report (ZbDue). */
ZbTouched *zb_touched_fetch (ZbSession *session, gint64 report, GError **error);
