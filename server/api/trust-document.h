/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "server/api/service.h"

/* What GET /v1/trust answers, and an enrolment within its own answer: the trust bundle in force
 * with its signature, and revocation lists. @key is NULL for a document of its own. */
gboolean zb_trust_document_write (ZbJsonWriter *json,
                                  const char *key,
                                  const ZbService *service,
                                  GError **error);
