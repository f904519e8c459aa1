/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/store/leaf.h"

/* Re-reads everything that the log speaks of: what someone with full rights on the database could
 * have changed, dropped, added or back-dated is named. */

typedef enum {
  ZB_LOG_FAULT_LEAF,       /* a record was changed: the tree no longer leads to what was signed */
  ZB_LOG_FAULT_MISSING,    /* a record, receipt, container or version that the log knows is gone */
  ZB_LOG_FAULT_CHANGED,    /* a receipt, container or row no longer has the digest or time logged */
  ZB_LOG_FAULT_UNLOGGED,   /* a message, receipt or decision that the log does not know */
  ZB_LOG_FAULT_CHECKPOINT, /* a checkpoint's root or signature is wrong, or one is gone */
  ZB_LOG_FAULT_TILE,       /* a stored tile differs from its records */
} ZbLogFaultKind;

typedef struct {
  ZbLogFaultKind kind;
  gint64 leaf; /* index, or -1 */
  char *place; /* "leaf 12", "message SENDER/ID", "checkpoint 64" … */
  char *text;  /* sentence */
} ZbLogFault;

void zb_log_fault_free (ZbLogFault *fault);

typedef struct {
  const char *verifier; /* the log's vkey */
  const char *origin;
  ZbTrust *trust;    /* (nullable) also verify the receipt key's signatures */
  const char *known; /* (nullable) a checkpoint note kept elsewhere: the tree must contain it */
  void (*progress) (guint64 done, guint64 total, gpointer data); /* (nullable) */
  gpointer data;
} ZbLogVerifyOptions;

typedef struct {
  guint64 leaves, checkpoints, receipts, containers; /* looked at */
  GPtrArray *faults;                                 /* ZbLogFault; empty: all stands */
} ZbLogReport;

void zb_log_report_free (ZbLogReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLogReport, zb_log_report_free)

/* NULL only if the store could not be read. Memory does not grow with the log, the faults apart. */
ZbLogReport *zb_log_verify (ZbStore *store, const ZbLogVerifyOptions *options, GError **error);
