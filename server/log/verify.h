/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/log/copy.h"
#include "server/log/fault.h"
#include "server/store/leaf.h"

/* Re-reads the log and what it speaks of: records, tiles and checkpoints, and for each record the
 * receipt, message, container, decision or certificate that it names. What the rows say beside that
 * is server/recheck's affair. */

/* A checkpoint that was kept outside of the store. */
typedef struct {
  const char *name; /* where */
  const char *note;
} ZbKnownCheckpoint;

typedef struct {
  const char *verifier; /* the log's vkey, or its keys (exchange/succession.h) */
  const char *origin;
  ZbTrust *trust;                 /* (nullable) also verify the receipt key's signatures */
  const ZbKnownCheckpoint *known; /* the tree must contain each of them */
  guint n_known;
  void (*progress) (guint64 done, guint64 total, gpointer data); /* (nullable) */
  gpointer data;
} ZbLogVerifyOptions;

/* NULL only if the store could not be read. Memory does not grow with the log, faults and
 * certificates apart. */
ZbLogReport *zb_log_verify (ZbStore *store, const ZbLogVerifyOptions *options, GError **error);

/* Holds the log of @store against a copy of it: each record that the copy has, and that was
 * changed, dropped or moved, or put in between, is a fault. FALSE if either cannot be read, or the
 * copy is damaged. */
gboolean
zb_log_verify_copy (ZbStore *store, const ZbLogCopy *copy, ZbLogReport *report, GError **error);
