/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "client/account.h"
#include "desktop/enterprise/office/due-item.h"
#include "desktop/enterprise/office/enrolment-wish.h"
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
/* What opens an enterprise's signing key. */
typedef enum {
  ZB_ENTERPRISE_KEY_FILE,    /* a passphrase */
  ZB_ENTERPRISE_KEY_TOKEN,   /* a PIN */
  ZB_ENTERPRISE_KEY_PROGRAM, /* the program asks by itself */
} ZbEnterpriseKey;

/* The enterprises, in order of enrolment (ZbEnterprise); borrowed until the next reading. */
typedef struct {
  gint64 account;
  char *name;
  ZbEnterpriseKey key;
  gint64 certificate_end;         /* as of zb_renewal_end() */
  gboolean certificate_elsewhere; /* as of zb_renewal_is_elsewhere() */
} ZbEnterprise;
const GArray *zb_office_enterprises (ZbOffice *office);
guint zb_office_n_enterprises (ZbOffice *office);
/* Their names, to choose one from. (transfer full) */
GtkStringList *zb_office_dup_names (ZbOffice *office);
/* The one whose certificate ends first; NULL where no end is known. Borrowed until the next
 * reading. */
const ZbEnterprise *zb_office_first_to_end (ZbOffice *office);
/* How many signed reports wait to be sent. */
guint zb_office_n_queued (ZbOffice *office);
/* The one owed report, (transfer full), NULL if it is not in the list. */
ZbDueItem *
zb_office_find_due (ZbOffice *office, gint64 account, const char *form, const char *period);
/* "B204-1 Industrial output … · June 2024"; the form's code alone where the report is not in the
 * list. (transfer full) */
char *zb_office_dup_title (ZbOffice *office, gint64 account, const char *form, const char *period);
/* Whether the bureau has reports of the enterprise that was enrolled last. */
gboolean zb_office_newest_has_history (ZbOffice *office);
/* When the bureau was last heard, 0 if not since the start. */
gint64 zb_office_heard (ZbOffice *office);
/* zb_session_clock_lead() when all were last heard, the farthest. */
gint64 zb_office_clock_lead (ZbOffice *office);

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
/* Whether that is under way. */
gboolean zb_office_is_talking (ZbOffice *office);
/* Breaks it off, as if all were said: what is not through stays for the next time. */
void zb_office_break_off (ZbOffice *office);
gboolean zb_office_sync_finish (ZbOffice *office, GAsyncResult *result, GError **error);

/* Enrols: keys are made, certificates fetched, then all that is owed and the forms for it. @wish is
 * taken. */
void zb_office_enrol_async (ZbOffice *office,
                            ZbEnrolmentWish *wish,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean zb_office_enrol_finish (ZbOffice *office, GAsyncResult *result, GError **error);
