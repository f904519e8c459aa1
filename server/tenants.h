/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/tenant.h"

/* The bureau systems that a new node starts with: the six of the model, and tax. Districts review
 * first, the city last; everything about them can be changed afterwards. (transfer full) ZbTenant.
 */
GPtrArray *zb_tenants_of_the_model (void);
