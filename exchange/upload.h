/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/delivery.h"

/* Uploads a container by tus 1.0.0 (core, creation, checksum), from the last byte that the server
 * has on its disk; notes each step in the outbox. TRUE when the server has taken the message. FALSE
 * with @delivery saying how it ended, or with @error set by the outbox. */
gboolean zb_upload_run (const ZbCourierOptions *options,
                        const ZbOutboxItem *item,
                        ZbDelivery *delivery,
                        GError **error);

/* (transfer full): "/v1/messages/SENDER/ID". */
char *zb_upload_message_path (const ZbOutboxItem *item);
