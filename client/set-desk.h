/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/desk.h"
#include "validators/review/report-set.h"

/* What is signed as one: the reports of a set beside each other, each on its desk, and what keeps
 * them from being the whole set. A form that is in no set is a set of one. */
typedef struct _ZbSetDesk ZbSetDesk;

/* Takes @desks (ZbDesk) and the array; in any order, of one form each and of one set. */
ZbSetDesk *zb_set_desk_new (ZbCatalogue *catalogue, GPtrArray *desks, GError **error);
/* The drafts of the set that @form is in. Where they correct or withdraw a message, what that
 * message held besides comes along unchanged, as a draft. */
ZbSetDesk *zb_set_desk_open (ZbWorkspace *workspace,
                             const ZbAccount *account,
                             const char *form,
                             ZbPeriod period,
                             GError **error);
/* Adds to @reports (ZbReport) what the message that one of them corrects or withdraws held of other
 * forms: it comes along unchanged. What was sent from elsewhere is not here. */
void zb_set_take_along (ZbWorkspace *workspace, GPtrArray *reports);
/* Whether @report, of a form that joins a set of which another form's draft corrects a message,
 * now corrects that message too. */
gboolean zb_set_join (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report);
void zb_set_desk_free (ZbSetDesk *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSetDesk, zb_set_desk_free)

/* The head of the set, or the form itself; borrowed. */
ZbPackage *zb_set_desk_head (const ZbSetDesk *set);
guint zb_set_desk_n (const ZbSetDesk *set);
ZbDesk *zb_set_desk_at (const ZbSetDesk *set, guint index); /* the head first; borrowed */
/* The desk of @form; NULL if there is none. */
ZbDesk *zb_set_desk_find (const ZbSetDesk *set, const char *form);
/* Whether the set needs @form, as far as its head tells. */
gboolean zb_set_desk_needs (const ZbSetDesk *set, const char *form);
/* ZbSetFault; borrowed. */
const GPtrArray *zb_set_desk_faults (const ZbSetDesk *set);
/* Of all reports together. */
ZbVerdict zb_set_desk_verdict (const ZbSetDesk *set);
/* Whether it is whole and nothing in it blocks sending; a withdrawal needs only be whole. */
gboolean zb_set_desk_may_send (const ZbSetDesk *set);
/* Stamps each with its context, for signing. (transfer container) ZbReport, the head first. */
GPtrArray *zb_set_desk_stamp (ZbSetDesk *set);
