/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/keyring.h"

/* Before a node serves it connects to itself as those must not get in who might try: without a
 * certificate, with one of an unknown authority, an expired and a revoked one. A library that only
 * asks for certificates, or a wrong setting, is so found out before anyone uses it. */
typedef struct {
  const char *url;     /* as clients know it */
  const char *address; /* listened on */
  guint port;
  const char *proxy; /* (nullable) the UNIX socket on which a proxy speaks, in place of all three */
  const ZbKeyring *keyring;
  gint64 now;
} ZbSelfTest;

/* ZB_NODE_ERROR_LET_IN unless each was refused for the very reason. */
gboolean zb_self_test_run (const ZbSelfTest *test, GError **error);
