/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/office/office.h"

/* Reminds by notifications of the desktop: of what is due within a day or late, of what the bureau
 * has returned, and of certificates near their end. Each is told once a day at most, and taken back
 * when it is done. */
#define ZB_TYPE_REMINDERS (zb_reminders_get_type ())
G_DECLARE_FINAL_TYPE (ZbReminders, zb_reminders, ZB, REMINDERS, GObject)

/* @application is borrowed and must outlive it. */
ZbReminders *zb_reminders_new (GApplication *application, ZbOffice *office);

/* Why @item is to be reminded of now, and in which words: @ret_title and @ret_body are (transfer
 * full). FALSE if it is not. */
gboolean zb_reminders_word (ZbDueItem *item, char **ret_title, char **ret_body);
