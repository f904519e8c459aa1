/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* sign-box-routes.c: reports that other people of the enterprise must sign too. */
void zb_handle_sign_box (ZbCall *call);
void zb_handle_sign_box_put (ZbCall *call);
void zb_handle_sign_box_get (ZbCall *call);
void zb_handle_sign_box_return (ZbCall *call);
void zb_handle_sign_box_end (ZbCall *call);
