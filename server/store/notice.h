/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A unit's inbox. Notices are put in by acts (ZbActNotice). */
typedef struct {
  gint64 id;
  gint64 unit;
  char *tenant; /* the bureau system; "" for none */
  gint64 time;
  char *kind;
  char *text_zh, *text_en;
  char *sender, *message_id; /* (nullable) the message it is about */
  char *form, *period;       /* (nullable) */
  gint64 leaf;               /* log leaf of its receipt, or -1 */
  gint64 acknowledged;       /* when, or 0 */
} ZbNotice;

void zb_notice_free (ZbNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbNotice, zb_notice_free)

/* What says that a notice was read (exchange/acknowledgement.h). */
typedef struct {
  gint64 notice;
  char *kind;   /* of the notice; only read */
  char *unit;   /* 统一社会信用代码 of who acknowledges */
  char *signer; /* digest of the certificate, hex */
  gint64 time;
  char *digest; /* of the statement, hex */
  GBytes *statement, *signature;
} ZbStoredAcknowledgement;

void zb_stored_acknowledgement_free (ZbStoredAcknowledgement *acknowledgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredAcknowledgement, zb_stored_acknowledgement_free)

/* ZB_ACT_ACKNOWLEDGEMENT; again by the same unit it is a repetition. */
typedef struct {
  const ZbStoredAcknowledgement *acknowledgement;
  gint64 unit; /* whose notice it must be: NOT_FOUND otherwise */
} ZbAcknowledging;

/* (transfer full) ZbStoredAcknowledgement of the notices about a message, in their order. */
GPtrArray *zb_store_list_acknowledged (ZbStore *store, gint64 message, GError **error);
/* The same of all notices above @after, at most about @limit: none of one notice is left out. */
GPtrArray *
zb_store_list_acknowledgements (ZbStore *store, gint64 after, guint limit, GError **error);
/* NULL without an error if there is none. */
ZbNotice *zb_store_read_notice (ZbStore *store, gint64 id, GError **error);

/* Whose notices are asked for: those of a unit in one system, or (@tenant NULL) all; of what is
 * about a report, those of the periods @from to @to (each nullable: no bound). */
typedef struct {
  gint64 unit;
  char *tenant;
  char *from, *to;
} ZbAddressee;

/* The texts are copied. */
ZbAddressee *zb_addressee_new (gint64 unit, const char *tenant, const char *from, const char *to);
void zb_addressee_free (ZbAddressee *addressee);

/* (transfer full) ZbNotice to any of @addressees (ZbAddressee) above @after, at most @limit, by id.
 */
GPtrArray *zb_store_list_notices (
    ZbStore *store, const GPtrArray *addressees, gint64 after, guint limit, GError **error);
