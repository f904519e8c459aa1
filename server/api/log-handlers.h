/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* What the log shows everyone, and what it is asked as a witness. */

void zb_handle_checkpoint (ZbCall *call);
void zb_handle_log_keys (ZbCall *call);
void zb_handle_daily_checkpoint (ZbCall *call);
void zb_handle_cosigned (ZbCall *call);
void zb_handle_log_proof (ZbCall *call);
void zb_handle_tile (ZbCall *call);
void zb_handle_entries (ZbCall *call);
void zb_handle_add_checkpoint (ZbCall *call);
void zb_handle_add_keys (ZbCall *call);
