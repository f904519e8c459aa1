/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* Who answers the routes of server/api/routes.c; one file a topic (server/api/TOPIC-routes.c). */

/* trust-routes.c: what anyone may know of the node. */
void zb_handle_trust (ZbCall *call);
void zb_handle_crl (ZbCall *call);
void zb_handle_checkpoint (ZbCall *call);
