/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "desktop/enterprise/office/due-item.h"
#include "desktop/enterprise/office/worker.h"

/* The accountant's office: the enterprises enrolled in one workspace, what they owe, and the two
 * workers that do what takes time, one for the disk and one for the network, so that a slow server
 * never keeps a draft from being saved. Signal: "changed", after what is owed was read anew. */
#define ZB_TYPE_OFFICE (zb_office_get_type ())
G_DECLARE_FINAL_TYPE (ZbOffice, zb_office, ZB, OFFICE, GObject)

/* @path: of the workspace. @clock is copied. */
ZbOffice *zb_office_new (const char *path, const ZbClock *clock);

ZbWorker *zb_office_disk (ZbOffice *office);    /* borrowed */
ZbWorker *zb_office_network (ZbOffice *office); /* borrowed */
gint64 zb_office_now (ZbOffice *office);

/* What is owed, sorted as it is shown (ZbDueItem); borrowed, filled by zb_office_load_async(). */
GListModel *zb_office_due (ZbOffice *office);
/* The enterprises, in order of enrolment (ZbEnterprise); borrowed until the next reading. */
typedef struct {
  gint64 account;
  char *name;
} ZbEnterprise;
const GArray *zb_office_enterprises (ZbOffice *office);
guint zb_office_n_enterprises (ZbOffice *office);
/* How many signed reports wait to be sent. */
guint zb_office_n_queued (ZbOffice *office);
/* The one owed report, (transfer full), NULL if it is not in the list. */
ZbDueItem *
zb_office_find_due (ZbOffice *office, gint64 account, const char *form, const char *period);
/* When the bureau was last heard, 0 if not since the start. */
gint64 zb_office_heard (ZbOffice *office);

/* Reads enterprises and what they owe from the workspace. */
void zb_office_load_async (ZbOffice *office, GAsyncReadyCallback callback, gpointer user_data);
gboolean zb_office_load_finish (ZbOffice *office, GAsyncResult *result, GError **error);

/* Sends what waits and fetches what is new for every enterprise, then reads it in. @asked: by the
 * person, who will not wait until the outbox would try again by itself. */
void zb_office_sync_async (ZbOffice *office,
                           gboolean asked,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean zb_office_sync_finish (ZbOffice *office, GAsyncResult *result, GError **error);

/* Enrols by an invitation's text: keys are made here, certificates fetched, then all that is owed
 * and the forms for it. @module (nullable): of the token that the signing key is made on, whose PIN
 * @passphrase then is. */
void zb_office_enrol_async (ZbOffice *office,
                            const char *invitation,
                            const char *module,
                            const char *passphrase,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean zb_office_enrol_finish (ZbOffice *office, GAsyncResult *result, GError **error);
