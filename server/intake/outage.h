/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"

/* Receipts are given without a time stamp while none can be had, and stamped later; but not for
 * ever, as a lost receipt key could then not be told from a sound one. FALSE with
 * ZB_INTAKE_ERROR_NO_STAMPS once those that wait have waited longer at @now than the node's policy
 * allows: then nothing more is acknowledged. */
gboolean zb_outage_check (const ZbIntakeDesk *desk, gint64 now, GError **error);
