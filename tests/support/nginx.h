/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* A real nginx as packaging/nginx/zhibaod.conf sets it up: its binary only, on a port of the
 * kernel's choice and with every file in a folder of its own. */
typedef struct _ZbTestNginx ZbTestNginx;

/* Opens the port; it does not run yet. */
ZbTestNginx *zb_test_nginx_new (void);
guint zb_test_nginx_port (const ZbTestNginx *nginx);
/* Where it hands requests on to. */
const char *zb_test_nginx_socket (const ZbTestNginx *nginx);
/* Runs it with the certificate of a node, in the folder @keys. */
void zb_test_nginx_run (ZbTestNginx *nginx, const char *keys);
/* The same with nobody behind it: what is PUT becomes a file, which is what nginx can do. */
void zb_test_nginx_run_alone (ZbTestNginx *nginx, const char *keys);
/* Ends it, if it runs. */
void zb_test_nginx_free (ZbTestNginx *nginx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTestNginx, zb_test_nginx_free)

/* Has @node speak on a UNIX socket from now on, opens it anew and runs nginx in front of it:
 * clients connect to the node's URL as before. */
ZbTestNginx *zb_test_nginx_before (ZbTestNode *node);
