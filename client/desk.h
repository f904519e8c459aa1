/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/shared-figure.h"
#include "validators/check.h"
#include "validators/context-document.h"
#include "validators/rulebook.h"

/* A report on the desk: with its rules, the context at hand and a running check. What programs show
 * of findings comes from here. */
typedef struct _ZbDesk ZbDesk;

/* Takes a reference to @report, whose computed cells are filled. @context (nullable) is the context
 * known here: without it, rules that look beyond the report are not evaluable. */
ZbDesk *zb_desk_new (ZbRulebook *rulebook,
                     ZbReport *report,
                     const ZbContextDocument *context,
                     GError **error);
/* With the context kept for @account, and the drafts of the other forms of its set beside it. */
ZbDesk *
zb_desk_open (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error);
/* (nullable) why the context kept here could not be read: the desk is without one until it is
 * fetched anew. Borrowed. */
const char *zb_desk_context_fault (const ZbDesk *desk);
void zb_desk_free (ZbDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDesk, zb_desk_free)

ZbReport *zb_desk_report (const ZbDesk *desk); /* borrowed */
ZbCheck *zb_desk_check (const ZbDesk *desk);   /* borrowed */
/* An earlier report from the context, for comparison; NULL if it is not at hand. Borrowed. */
const ZbReport *zb_desk_earlier (const ZbDesk *desk, const char *form, ZbPeriod period);
/* What another form of the unit says of a cell, by the cell's item id; NULL if none does, or the
 * desk was not opened for an account. Borrowed. */
const ZbSharedFigure *zb_desk_shared (const ZbDesk *desk, const char *item_id);
/* Puts @other, a report of the same set, in the place of whatever was known of its form, and checks
 * again: what zb_desk_check() gave before is gone. */
void zb_desk_put_beside (ZbDesk *desk, ZbReport *other);
/* What its rules look at. Valid while the desk lives. */
ZbContext zb_desk_context (const ZbDesk *desk);
/* Notes in the report which context it was checked in; before signing. */
void zb_desk_stamp (ZbDesk *desk);
