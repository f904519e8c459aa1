/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"
#include "server/store/submission.h"

/* The message of the route's two parts, if the caller may see it: the unit it is of or that unit's
 * agent, and the node that brought it; NULL after answering. What one may not see is not there. */
ZbMessage *zb_message_reach (ZbCall *call);

/* The member "acknowledgements": what was signed for the notices about a message, and by whom. */
gboolean
zb_message_write_acknowledged (ZbJsonWriter *json, ZbStore *store, gint64 message, GError **error);
