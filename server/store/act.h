/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/journal.h"

/* Kept with idempotency keys: new kinds come last. */
typedef enum {
  ZB_ACT_RECORD,              /* nothing but log records (an export, an administrator's login) */
  ZB_ACT_TENANT,              /* server/store/tenant.h */
  ZB_ACT_STAFF,               /* server/store/staff.h */
  ZB_ACT_UNIT,                /* server/store/unit.h */
  ZB_ACT_MANDATE,             /* server/store/mandate.h */
  ZB_ACT_CALENDAR,            /* server/store/calendar.h */
  ZB_ACT_OBLIGATIONS,         /* server/store/obligation.h */
  ZB_ACT_EXEMPTION,           /* server/store/obligation.h */
  ZB_ACT_PERMIT,              /* server/store/obligation.h */
  ZB_ACT_PACKAGE,             /* server/store/package.h */
  ZB_ACT_SUBMISSION,          /* server/store/submission.h */
  ZB_ACT_DECISION,            /* server/store/decision.h */
  ZB_ACT_WAIVER,              /* server/store/waiver.h */
  ZB_ACT_CERTIFICATE,         /* server/store/certificate.h */
  ZB_ACT_REVOCATION,          /* server/store/certificate.h */
  ZB_ACT_CRL,                 /* server/store/certificate.h */
  ZB_ACT_INVITATION,          /* server/store/invitation.h */
  ZB_ACT_INVITATION_USE,      /* server/store/invitation.h */
  ZB_ACT_INVITATION_TRY,      /* server/store/invitation.h */
  ZB_ACT_UPLOAD,              /* server/store/upload.h */
  ZB_ACT_UPLOAD_PROGRESS,     /* server/store/upload.h */
  ZB_ACT_UPLOAD_END,          /* server/store/upload.h */
  ZB_ACT_ACKNOWLEDGEMENT,     /* server/store/notice.h */
  ZB_ACT_WAIVER_CONFIRMATION, /* server/store/waiver.h */
  ZB_ACT_IMPORT,              /* server/store/unit.h */
  ZB_ACT_PUBLICATION,         /* server/store/publication.h */
  ZB_ACT_PUBLICATION_CONFIRMATION, /* server/store/publication.h */
  ZB_ACT_PUBLICATION_END,          /* server/store/publication.h */
  ZB_ACT_STAMP,                    /* server/store/stamp.h */
  ZB_ACT_REINSTATEMENT,            /* server/store/certificate.h */
  ZB_ACT_REQUEST,                  /* server/store/request.h */
  ZB_ACT_REQUEST_APPROVAL,         /* server/store/request.h */
  ZB_ACT_REQUEST_REJECTION,        /* server/store/request.h */
  ZB_ACT_CORRECTION_REQUEST,       /* server/store/correction.h */
  ZB_ACT_CORRECTION_ANSWER,        /* server/store/correction.h */
  ZB_ACT_ROUTE_TABLE,              /* server/store/route-table.h */
  ZB_ACT_ROUTE_TABLE_CONFIRMATION, /* server/store/route-table.h */
  ZB_ACT_ROUTE_TABLE_END,          /* server/store/route-table.h */
  ZB_ACT_FORWARD_NOTE,             /* server/store/forward.h */
  ZB_ACT_FORWARD_STEP,             /* server/store/forward.h */
  ZB_ACT_COMMITMENT,               /* server/store/commitment.h */
  ZB_ACT_SIGN_BOX,                 /* server/store/sign-box.h */
  ZB_ACT_RELAYED_DECISION,         /* server/store/relayed.h */
  ZB_ACT_FEED,                     /* server/store/relayed.h */
  ZB_ACT_TRUST_BUNDLE,             /* server/store/trust-bundle.h */
  ZB_ACT_KINDS
} ZbActKind;

/* A receipt issued with an act: receipt.xml and its log record (exchange/evidence.h). */
typedef struct {
  guint kind; /* ZbReceiptKind */
  GBytes *bytes;
  const char *record;
} ZbActReceipt;

/* A word to a unit's inbox. */
typedef struct {
  gint64 unit;
  const char *kind, *text_zh, *text_en; /* kind: "returned", "accepted", "opened" … */
  int receipt;                          /* index into the act's receipts, or -1 */
  const char *tenant, *form, *period;   /* (nullable) where no message tells */
} ZbActNotice;

/* Makes an act of the work API repeatable: the same three give the first result again. */
typedef struct {
  const char *who, *key;
  const char *request; /* digest of the request, hex */
} ZbActKey;

/* Something to be done, wholly or not at all. All pointers are borrowed until it is answered. */
typedef struct {
  ZbActKind kind;
  gconstpointer what; /* the struct that the kind's header names; NULL for ZB_ACT_RECORD */
  gint64 time;        /* microseconds UTC: when it was judged */
  const char *who;    /* the person or certificate that acts, for the history */
  const ZbActReceipt *receipts;
  guint n_receipts, n_notices;
  const char *const *records; /* (nullable) NULL-terminated further log records */
  const ZbActNotice *notices;
  const ZbActKey *key; /* (nullable) */
} ZbAct;

typedef struct {
  GError *error;      /* NULL if done */
  gboolean repeated;  /* it had been done before; id and leaves are those of the first time */
  gint64 id;          /* of what was made: message, unit, decision … ; else 0 */
  guint64 first_leaf; /* log leaves of the receipts in order, then of the records */
  guint n_leaves;
  char *record; /* (nullable) the store's record of what was written (change.h); not counted */
  ZbSeal *seal; /* the group's proof; NULL without leaves or when repeated (ask server/log) */
} ZbActResult;

void zb_act_result_clear (ZbActResult *result);
