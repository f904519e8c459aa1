/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* What was done to a report here beside typing: figures that the program proposed and a person
 * confirmed. It is kept on this machine and is no part of what is signed. */
typedef struct {
  gint64 time; /* microseconds UTC */
  char *text;  /* as the person read it */
} ZbJournalEntry;

void zb_journal_entry_free (ZbJournalEntry *entry);

/* Adds an entry, of now, for the report of @form and @period. */
gboolean zb_journal_add (ZbWorkspace *workspace,
                         gint64 account,
                         const char *form,
                         const char *period,
                         const char *text,
                         GError **error);
/* (transfer full) array of ZbJournalEntry, newest first. */
GPtrArray *zb_journal_list (
    ZbWorkspace *workspace, gint64 account, const char *form, const char *period, GError **error);
