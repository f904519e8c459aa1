/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A unit asks to correct a report that the bureau has accepted; the bureau grants it until some
 * time, for one correction, or refuses. Or, where the form is corrected in the next report, it
 * notes what was wrong: the next report that it sends carries the note, whoever reviews that sees
 * it, and its acceptance settles it. */
typedef struct {
  gint64 id;
  char *tenant, *form, *period;
  gint64 unit;
  gint64 version; /* the accepted one */
  char *reason;
  gint64 time;       /* when it was asked for … */
  char *who;         /* … and by whom */
  gint64 until;      /* granted until; 0: refused, or not answered yet */
  char *answer;      /* (nullable) what the bureau said */
  gint64 answered;   /* when, or 0 */
  char *answered_by; /* (nullable) */
  gint64 message;    /* the correction that used it, or the report that carries it; or 0 */
  gboolean note;     /* for the next report: nobody has to answer */
  char *carrier;     /* (nullable) period of the report that carries it */
  gboolean settled;  /* and that was accepted */
} ZbCorrectionRequest;

void zb_correction_request_free (ZbCorrectionRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCorrectionRequest, zb_correction_request_free)

/* "asked", "granted", "refused", "used", "expired" at @now; of a note "noted", "carried",
 * "settled".
 */
const char *zb_correction_request_state (const ZbCorrectionRequest *request, gint64 now);

/* ZB_ACT_CORRECTION_REQUEST takes a ZbCorrectionRequest: its tenant, form, period, unit, version,
 * reason and whether it is a note. EXISTS while another one of the same report waits for its
 * answer. */

/* ZB_ACT_CORRECTION_ANSWER. STALE if it was answered before. */
typedef struct {
  gint64 request;
  gint64 until; /* 0: refused */
  const char *answer;
} ZbCorrectionAnswer;

ZbCorrectionRequest *zb_store_read_correction_request (ZbStore *store, gint64 id, GError **error);
typedef struct {
  const char *tenant;       /* (nullable) */
  gint64 unit;              /* 0: all */
  const char *const *areas; /* (nullable) managing zone if set, else district, of the report */
  gboolean waiting;         /* only those that nobody has answered */
  gint64 carrier;           /* the message that carries them; 0: all */
  gint64 after;
  guint limit;
} ZbCorrectionQuery;

/* (transfer full) ZbCorrectionRequest, by id. */
GPtrArray *
zb_store_list_correction_requests (ZbStore *store, const ZbCorrectionQuery *query, GError **error);
/* The one that lets @unit correct its report now: granted, not used, not past its time at @now.
 * NULL without an error if there is none. */
ZbCorrectionRequest *zb_store_find_correction_grant (ZbStore *store,
                                                     const char *tenant,
                                                     const char *form,
                                                     const char *period,
                                                     gint64 unit,
                                                     gint64 now,
                                                     GError **error);
