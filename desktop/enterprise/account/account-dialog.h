/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* What a dialog asks for before its work is done. */
typedef enum {
  ZB_ACCOUNT_SECRET_NONE,
  ZB_ACCOUNT_SECRET_KEY,  /* what opens the signing key; nothing where its program asks by itself */
  ZB_ACCOUNT_SECRET_FILE, /* what a file is written under: the key's passphrase, or where none is
                             in it a new one, twice */
  ZB_ACCOUNT_SECRET_OPENS, /* what a file was written under */
} ZbAccountSecret;

typedef struct {
  gint64 account;   /* 0: of all, or of none */
  char *passphrase; /* "" where none is asked for */
  char *path;       /* (nullable) of the file */
} ZbAccountJob;

/* One thing to be done with an enterprise and its keys; texts are English, to be translated. */
typedef struct {
  const char *title, *intro, *go, *progress;
  gboolean of_one, of_all; /* an enterprise is chosen; all may be */
  gboolean writes;         /* the file is written */
  ZbAccountSecret secret;
  const char *file; /* (nullable) title of the choice of one */
  /* (nullable) What is told of the one chosen. (transfer full) (nullable) */
  char *(*dup_state) (const ZbEnterprise *enterprise, gint64 now);
  /* On the network worker. (transfer full) What is told when it is done. */
  char *(*run) (ZbWorkspace *workspace,
                const ZbAccountJob *job,
                GCancellable *cancellable,
                GError **error);
  /* (nullable) Words, to be translated, where they are other than usual. (static) (nullable) */
  const char *(*explain) (const GError *error);
} ZbAccountAct;

/* Asks for what an act needs, and runs it. Closing it breaks off what can be. Signal: "done"
 * (words: string) before it closes. */
#define ZB_TYPE_ACCOUNT_DIALOG (zb_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbAccountDialog, zb_account_dialog, ZB, ACCOUNT_DIALOG, AdwWindow)

/* @act must outlive it. The enterprise whose certificate ends first is chosen at the beginning. */
ZbAccountDialog *
zb_account_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbAccountAct *act);
