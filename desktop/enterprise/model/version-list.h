/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/journal.h"
#include "client/permit.h"
#include "client/sent.h"
#include "desktop/enterprise/office/office.h"

/* All versions of one report that were signed here, with what became of each. */
typedef struct {
  guint number; /* 1 is the first; withdrawals and refused messages count */
  ZbSent *sent;
  GPtrArray *receipts; /* ZbReceipt, in order of arrival */
  GPtrArray *changes;  /* (nullable) ZbReportChange against the version before; NULL for the first,
                          and where one of the two holds no figures of the form */
} ZbVersion;

void zb_version_free (ZbVersion *version);

typedef struct {
  GPtrArray *versions; /* ZbVersion, newest first */
  ZbPermit *permit;    /* (nullable) the newest request to correct it */
  GPtrArray *journal;  /* ZbJournalEntry, newest first */
} ZbVersionList;

void zb_version_list_free (ZbVersionList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbVersionList, zb_version_list_free)

/* @head: the form that is owed. @form: whose figures are compared, @head or a form of its set. */
void zb_version_list_read_async (ZbOffice *office,
                                 gint64 account,
                                 const char *head,
                                 const char *form,
                                 const char *period,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* (transfer full) */
ZbVersionList *zb_version_list_read_finish (GAsyncResult *result, GError **error);
