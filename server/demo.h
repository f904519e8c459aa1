/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/founding.h"

/* What a new node needs to be tried out: invented enterprises, a city reviewer and one for each
 * district and zone, June 2024 (and what leads up to it) open as if it were now, and the
 * invitations to enrol as any of them. */

/* Adds it to the node just founded; @table (nullable) is the register, by default the one that
 * comes with the program. The invitations go into DIR/invitations: admin.txt, city.txt,
 * district-CODE.txt and, for the first enterprise of the table, enterprise.txt. */
gboolean zb_demo_add (const ZbNodeFounding *founding,
                      const char *table,
                      const char *admin_invitation,
                      GError **error);
