/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "client/sent.h"
#include "tests/support/message.h"
#include "tests/support/temp-dir.h"
#include "validators/context-document.h"

/* A throw-away workspace with the forms of the tree, one enrolled enterprise, and a clock that
 * stands where the test puts it. Each call fails the test when it cannot do its work. */
typedef struct {
  ZbTempDir *dir;
  char *path; /* of the workspace */
  gint64 now; /* what the workspace's clock says; begins at the system's time */
  ZbTestAuthority *authority;
  ZbTestIdentity *author, *carrier, *node;
  ZbWorkspace *workspace;
  ZbAccount *account;
} ZbScratchClient;

#define ZB_SCRATCH_FORM "B204-1"
#define ZB_SCRATCH_PERIOD "2024-06"

/* Fixture functions for g_test_add(). */
void zb_scratch_client_set_up (ZbScratchClient *client, gconstpointer data);
void zb_scratch_client_tear_down (ZbScratchClient *client, gconstpointer data);

/* Opens the folder a second time, as another program does. (transfer full) */
ZbWorkspace *zb_scratch_client_open (ZbScratchClient *client);
/* A report of ZB_SCRATCH_FORM for @period, with @output as the month's output. (transfer full) */
ZbReport *
zb_scratch_client_report (ZbScratchClient *client, const char *period, const char *output);
/* Cell 01.1 of section A, "" if blank. (transfer full) */
char *zb_scratch_client_output (const ZbReport *report);
/* Signs @report and puts it into the outbox; returns the message id. (transfer full) */
char *zb_scratch_client_put (ZbScratchClient *client, const ZbReport *report, guint priority);
/* Evidence about a message in the workspace. @word (nullable) is the outcome of an R2 or the action
 * of an R4. (transfer full) */
GBytes *zb_scratch_client_evidence (ZbScratchClient *client,
                                    const char *message_id,
                                    ZbReceiptKind kind,
                                    const char *word);
/* Keeps the package of a bundle as if it had been fetched. */
void zb_scratch_client_add_package (ZbScratchClient *client, GBytes *bundle);
/* The account owes @form for @period from now on, for nine days. */
void zb_scratch_client_owe (ZbScratchClient *client, const char *form, const char *period);
/* What the server would say of @form and @period, as if it had been fetched. */
void zb_scratch_client_keep_context (ZbScratchClient *client,
                                     const char *form,
                                     const char *period,
                                     const ZbContextDocument *document);
/* Runs SQL on the workspace's database. */
void zb_scratch_client_execute (ZbScratchClient *client, const char *sql);
