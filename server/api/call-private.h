/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* A call for @request, not yet routed; ends with its answer. */
ZbCall *zb_call_new (const ZbService *service, ZbRequest *request);
