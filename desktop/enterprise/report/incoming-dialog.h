/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "client/import/import-profile.h"
#include "client/import/incoming.h"

/* Figures on their way into the report, before anything changes: what lands where, what it
 * replaces, what cannot go in and why. Rows and columns that the form does not know can be told
 * here, and kept as a profile.
 *
 * Signals: "taken" (incoming: pointer, profile name: string or NULL, profile: pointer), after which
 * the window closes; "jump" (item id: string): to show a cell of the report. */
#define ZB_TYPE_INCOMING_DIALOG (zb_incoming_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbIncomingDialog, zb_incoming_dialog, ZB, INCOMING_DIALOG, AdwWindow)

/* Reads the source as @profile says. (transfer full) */
typedef ZbIncoming *(*ZbIncomingReader) (const ZbImportProfile *profile,
                                         gpointer data,
                                         GError **error);

typedef enum {
  ZB_INCOMING_MEASURES = 1 << 0, /* the person may say what the figures count */
  ZB_INCOMING_PROFILES = 1 << 1, /* and what rows and columns mean */
} ZbIncomingChoices;

/* @source: what is read, under the title. @data is freed by @free_data with the window. */
ZbIncomingDialog *zb_incoming_dialog_new (GtkWindow *parent,
                                          const char *title,
                                          const char *source,
                                          ZbIncomingChoices choices,
                                          ZbIncomingReader reader,
                                          gpointer data,
                                          GDestroyNotify free_data);
/* Profiles to choose from, name by name (char*, ZbImportProfile); both are taken. */
void
zb_incoming_dialog_set_profiles (ZbIncomingDialog *dialog, GPtrArray *names, GPtrArray *profiles);
/* To be called once it is set up: reads and shows. */
void zb_incoming_dialog_start (ZbIncomingDialog *dialog);
