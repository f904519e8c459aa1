/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"
#include "server/store/submission.h"

/* The notes of earlier periods that wait for the unit's next report of the form go with the message
 * that was just kept; with a correction of that, too, or a later one if it was withdrawn. */
gboolean zb_carry_notes (ZbApply *apply, const ZbSubmission *submission, GError **error);
