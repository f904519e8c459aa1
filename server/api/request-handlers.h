/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* request-routes.c: certificates without an invitation. */
void zb_handle_request (ZbCall *call);
void zb_handle_request_get (ZbCall *call);
void zb_handle_requests (ZbCall *call);
void zb_handle_request_approval (ZbCall *call);
void zb_handle_request_rejection (ZbCall *call);
