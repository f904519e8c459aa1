/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"
#include "server/store/submission.h"

/* The message is here: what waits for signatures to it waits no longer. */
gboolean zb_sign_box_end (ZbApply *apply, const ZbSubmission *submission, GError **error);
