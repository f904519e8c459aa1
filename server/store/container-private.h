/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"
#include "server/store/submission.h"

/* The body of a message is its container and, behind it, the receipts R1 and R2 that were issued
 * for it. Bodies of one form differ in little but figures, digests and signatures, so most are kept
 * as what differs from one that came before and is kept plain, their base. A base serves for a
 * while only: a damaged page must not cost more than a few reports. */

/* The bases of the day, which the writer's thread knows by the form's package. */
ZbBases *zb_bases_new (void);
void zb_bases_free (ZbBases *bases);
/* Something was undone: what was a base may not be there any more, and its id be another's. */
void zb_bases_forget (ZbBases *bases);

/* Writes the body of apply->message; apply->encloses tells whether the act's receipts are in it. */
gboolean zb_container_keep (ZbApply *apply, const ZbSubmission *submission, GError **error);
