/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <microhttpd.h>

/* The certificate the peer proved to hold, as DER; NULL without one. GnuTLS only hands it over:
 * chain, time and revocation are judged by exchange/trust. */
GBytes *zb_tls_peer (struct MHD_Connection *connection);
