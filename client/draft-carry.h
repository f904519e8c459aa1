/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/revision-account.h"

/* A draft whose period is asked by another edition now. When it is opened it is handed out in that
 * edition's rows, by the map that came with it (forms/revision-carry.h). Nothing is lost by it:
 * before the first save the draft as it was is set aside; it can be read, and be taken up again
 * instead. */

/* @report in the edition of @serving, another one, through those between that @catalogue has.
 * *@ret_account tells what became of its figures. Both (transfer full). */
ZbReport *zb_draft_carry_report (const ZbCatalogue *catalogue,
                                 const ZbReport *report,
                                 ZbPackage *serving,
                                 ZbRevisionAccount **ret_account);
/* Takes @report; returns it in the edition that serves its period, or itself where that is its own
 * or where @stays (nullable, an edition) is. (transfer full) */
ZbReport *zb_draft_to_serving_edition (ZbWorkspace *workspace,
                                       const ZbAccount *account,
                                       ZbReport *report,
                                       const char *stays,
                                       GError **error);
/* Puts @old (nullable), the draft on disk, aside where @report, which is to take its place, is of
 * another edition. */
gboolean zb_draft_set_aside (ZbWorkspace *workspace,
                             const ZbAccount *account,
                             GBytes *old,
                             const ZbReport *report,
                             GError **error);

typedef struct {
  ZbRevisionAccount *account; /* what became of @before */
  ZbReport *before;           /* the draft as it was */
  gboolean undone;            /* it is taken up again; the one carried waits */
} ZbDraftCarry;

/* How the draft of @form and @period came to its edition, or could: NULL without an error if it was
 * begun in the one that serves. (transfer full) */
ZbDraftCarry *zb_draft_carry_read (ZbWorkspace *workspace,
                                   const ZbAccount *account,
                                   const char *form,
                                   const char *period,
                                   GError **error);
void zb_draft_carry_free (ZbDraftCarry *carry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDraftCarry, zb_draft_carry_free)

/* Takes up the draft as it was, and stays in its edition; what was typed since is set aside. */
gboolean zb_draft_carry_undo (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *form,
                              const char *period,
                              GError **error);
/* The other way round: what was set aside by undoing, or, where the old draft was changed since,
 * that carried anew. */
gboolean zb_draft_carry_redo (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *form,
                              const char *period,
                              GError **error);
