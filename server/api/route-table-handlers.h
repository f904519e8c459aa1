/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* route-table-routes.c: where messages go, on the signatures of two administrators. */
void zb_handle_route_tables (ZbCall *call);
void zb_handle_route_table_get (ZbCall *call);
void zb_handle_route_table (ZbCall *call);
void zb_handle_route_table_confirmation (ZbCall *call);
void zb_handle_route_table_end (ZbCall *call);

/* forward-routes.c: what is passed on to other nodes, and by what they and this one know each
 * other. */
void zb_handle_acquaintance (ZbCall *call);
void zb_handle_forwards (ZbCall *call);
void zb_handle_forward_again (ZbCall *call);
void zb_handle_derived (ZbCall *call);
