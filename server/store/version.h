/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/submission.h"

/* Versions of reports: reads. A version comes about by ZB_ACT_SUBMISSION and moves by
 * ZB_ACT_DECISION. */
typedef struct {
  gint64 id;
  guint number; /* 1-based within its obligation */
  char *tenant, *form, *edition, *package, *period;
  gint64 unit;
  char *code, *name, *district, *zone; /* as in the obligation */
  ZbReportKind kind;
  ZbReviewState state;
  guint level; /* the last level that passed it */
  gboolean head;
  gboolean late, permit, on_behalf;
  gint64 received;
  gint64 message; /* row of its message … */
  guint body;     /* … and which of the reports in it; 0: the only one, or the head of a set */
  char *sender, *message_id, *digest, *signer;
  gint64 replaces; /* the version before, or 0 */
  guint quasi, soft, explanations;
  char *context; /* (nullable) digest */
  gint64 resubmit_by;
} ZbVersion;

void zb_version_free (ZbVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbVersion, zb_version_free)

ZbVersion *zb_store_read_version (ZbStore *store, gint64 id, GError **error);

typedef struct {
  const char *tenant, *form, *period; /* each nullable */
  gint64 unit;                        /* 0: all */
  const char *const *areas;           /* (nullable) managing zone if set, else district */
  guint states;                       /* bits 1 << ZbReviewState; 0: all */
  int level;                          /* passed by exactly this level; -1: any */
  gint64 message;                     /* 0: all */
  gboolean whole;                     /* of a set only its head */
  gboolean heads;                     /* only the latest of each obligation */
  gboolean accepted;                  /* only those in the totals */
  gint64 after;
  guint limit;
} ZbVersionQuery;

/* (transfer full) ZbVersion, by id. */
GPtrArray *zb_store_list_versions (ZbStore *store, const ZbVersionQuery *query, GError **error);

/* (transfer full) ZbVersion: what a message became, in the order of its bodies, which is that of
 * their ids; empty if it was refused. */
GPtrArray *zb_store_list_bodies (ZbStore *store, gint64 message, GError **error);

/* The version another report's rules see: the accepted one, else the latest that was not returned
 * or withdrawn. NULL without an error if there is none. */
ZbVersion *zb_store_read_reference (
    ZbStore *store, const char *form, const char *period, gint64 unit, GError **error);

ZbPackedReport *zb_store_read_packed (ZbStore *store, gint64 version, GError **error);

/* Streams the values of versions, for engines that sum or re-check: calls @each by id until it
 * returns FALSE (with its error set: fails; without: stops). The structs are borrowed. */
typedef gboolean (*ZbVersionEach) (const ZbVersion *version,
                                   const ZbPackedReport *packed,
                                   gpointer data,
                                   GError **error);
gboolean zb_store_each_version (
    ZbStore *store, const ZbVersionQuery *query, ZbVersionEach each, gpointer data, GError **error);
