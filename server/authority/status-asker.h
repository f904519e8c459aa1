/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "forms/clock.h"
#include "server/operations/metrics.h"

/* Asks the OCSP responders of other authorities about those who sign, in threads of its own: a few
 * for each, so that none that is slow holds up another, and nobody who judges a signature waits in
 * a thread. */
typedef struct _ZbStatusAsker ZbStatusAsker;

/* How one authority's responder is asked. */
typedef struct {
  const char *name; /* of the authority, in figures and events */
  const char *url;  /* (nullable) "http://…"; else what each certificate names */
  gboolean firm;    /* while it is away nothing is believed; else the lists decide alone */
  gint64 age;       /* microseconds that an answer may be old */
  gint64 kept;      /* microseconds that one is kept at most */
} ZbStatusAskerRule;

#define ZB_STATUS_ASKER_MOST_WAITING 4096 /* questions to one authority */
#define ZB_STATUS_ASKER_TIMEOUT_MS 5000   /* for one answer */

ZbStatusAsker *zb_status_asker_new (void);
void zb_status_asker_free (ZbStatusAsker *asker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStatusAsker, zb_status_asker_free)

/* Certificates of @issuers (ZbCertificate) are asked about by @rule, which is copied. */
void
zb_status_asker_add (ZbStatusAsker *asker, const GPtrArray *issuers, const ZbStatusAskerRule *rule);

/* From now on @trust asks it, until it is stopped. Nothing if nobody is to be asked. @metrics:
 * nullable. */
void
zb_status_asker_start (ZbStatusAsker *asker, ZbTrust *trust, ZbClock clock, ZbMetrics *metrics);
void zb_status_asker_stop (ZbStatusAsker *asker);

/* The number of the last question, and who is told (on a thread of its own; must not block) of each
 * that is done, however it went: the last who watches, until he does no more. */
guint64 zb_status_asker_newest (ZbStatusAsker *asker);
typedef void (*ZbStatusAskerAnswered) (guint64 question, gpointer data);
void zb_status_asker_watch (ZbStatusAsker *asker, ZbStatusAskerAnswered answered, gpointer data);
void zb_status_asker_unwatch (ZbStatusAsker *asker, gpointer data);

/* Asks each responder whose address is configured about a number that need not be one, which is
 * enough to see that somebody answers who may: @tried is told how it went (NULL: well). Blocking;
 * not while it runs. */
typedef void (*ZbStatusAskerTried) (const ZbStatusAskerRule *rule,
                                    const GError *error,
                                    gpointer data);
void
zb_status_asker_try (ZbStatusAsker *asker, ZbClock clock, ZbStatusAskerTried tried, gpointer data);
