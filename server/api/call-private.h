/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* A call for @request, not yet routed. It lives until it is answered and released, whichever comes
 * last: a handler may still look at it after having it answered. */
ZbCall *zb_call_new (const ZbService *service, ZbRequest *request);
/* The handler has returned. */
void zb_call_release (ZbCall *call);
/* Lets the body of the request come; takes the place of an answer. */
void zb_call_admit (ZbCall *call);
