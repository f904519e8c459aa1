/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "server/log/log.h"
#include "server/store/calendar.h"
#include "server/store/decision.h"
#include "server/store/tenant.h"
#include "tests/support/temp-dir.h"

/* A store of a test's own with its log, in a temporary folder. The log key is made at run time; the
 * receipt key's signature is a plain text unless a test brings a sealer. */
typedef struct {
  ZbTempDir *dir;
  char *path; /* its place (server/store/store.h): a file, unless SCRATCH_PLACE says otherwise */
  ZbKey *key;
  gint64 now; /* what its clock says */
  ZbLogSealer sealer;
  ZbLog *log;
  ZbStore *store;
} ScratchStore;

/* In the environment: the place of a back-end, with %s for a name of the test's own. */
#define SCRATCH_PLACE "ZB_TEST_STORE"

#define SCRATCH_ORIGIN "test.example/log"
#define SCRATCH_DAY "2024-01-01"

ScratchStore *scratch_store_new (void);
ScratchStore *scratch_store_new_sealed (ZbLogSealer sealer);
void scratch_store_free (ScratchStore *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchStore, scratch_store_free)
void scratch_store_close (ScratchStore *scratch);
/* Opens it (again); @max_bytes 0: without a bound. */
void scratch_store_open (ScratchStore *scratch, guint64 max_bytes);
/* Lays hands on the file, as someone with full rights on it could: not for tests of the suite that
 * runs on every back-end. */
void scratch_store_sql (ScratchStore *scratch, const char *sql);
char *scratch_store_verifier (ScratchStore *scratch);

/* Does one act without receipts; fails the test if it is not done. Returns the result's id. */
gint64 scratch_do (ScratchStore *scratch, ZbActKind kind, gconstpointer what);
/* The same, expected to fail: with @code and @text in the message. */
void scratch_do_fails (
    ScratchStore *scratch, ZbActKind kind, gconstpointer what, ZbStoreError code, const char *text);

/* A tenant with the levels named ("district", "city"), the last one seeing all. */
void scratch_tenant (ScratchStore *scratch, const char *id, const char *const *levels);
/* A unit with a name and the attributes given as name, value, …, NULL. */
gint64 scratch_unit (ScratchStore *scratch, const char *code, ...) G_GNUC_NULL_TERMINATED;

/* Values of one section 0 with @n value cells in one row. */
ZbPackedReport *scratch_values (const gint64 *numbers, guint n);

/* A valid message of unit @unit for "s1", "B203", "2024-05" with one cell, as good as made: change
 * the fields before it is sent. */
typedef struct {
  ZbSubmission submission;
  ZbActReceipt receipts[2];
  ZbAct act;
  GBytes *container;
  char *digest;
  ZbPackedReport *values;
} ScratchMessage;

ScratchMessage *
scratch_message_new (gint64 unit, const char *sender, const char *message_id, gint64 value);
void scratch_message_free (ScratchMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchMessage, scratch_message_free)
/* Sends it; fails the test if it is not kept. Returns the version (0 if refused). */
gint64 scratch_send (ScratchStore *scratch, ScratchMessage *message);
gint64 scratch_send_new (
    ScratchStore *scratch, gint64 unit, const char *message_id, const char *replaces, gint64 value);

/* A group of totals; the texts are borrowed. */
ZbTotalsKey scratch_key (const char *district, const char *zone, const char *industry);

/* A decision on @version as it stands, moving it to @to; for acceptance with @totals. */
gboolean scratch_decide (ScratchStore *scratch,
                         gint64 version,
                         ZbReviewState to,
                         guint to_level,
                         const ZbTotalsChange *totals,
                         GError **error);
