/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* certificate-routes.c: which there are, what they have done, and what they are worth. */
void zb_handle_certificates (ZbCall *call);
void zb_handle_certificate_query (ZbCall *call);
void zb_handle_certificate_messages (ZbCall *call);
void zb_handle_revocation (ZbCall *call);
void zb_handle_suspension (ZbCall *call);
void zb_handle_reinstatement (ZbCall *call);
