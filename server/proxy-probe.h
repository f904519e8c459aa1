/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* Asks the node for /v1/inbox on the UNIX socket at @path as the reverse proxy would, for a peer
 * with @certificate (nullable). @ret_body is the answer's (transfer full). An error of GIO, or
 * ZB_NODE_ERROR_DATA for what is no answer. */
gboolean zb_proxy_probe (const char *path,
                         ZbCertificate *certificate,
                         guint *ret_status,
                         GBytes **ret_body,
                         GError **error);
