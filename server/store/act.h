/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/act-kind.h"
#include "server/store/journal.h"

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
