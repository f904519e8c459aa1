/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/vault-role.h"
#include "tests/support/node.h"

/* Holders of a node's keys as services of their own, which nobody starts again but the test. */

/* Starts who holds the key of @role as a service manager does: a listening socket in the folder
 * @sockets, and credentials out of the folder @keys, where zb_keys_part() put them. */
GPid zb_test_key_service_start (ZbVaultRole role, const char *keys, const char *sockets);
/* Kills it. Its socket stays, and nobody listens. */
void zb_test_key_service_stop (GPid service);
/* Has the closed node look for its keys there. */
void zb_test_key_service_configure (ZbTestNode *node, const char *sockets);
