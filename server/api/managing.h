/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/call.h"

/* Persons at the bureau are an administrator's affair: of one who administers every system that
 * @person works in. FALSE with an error only if the store cannot be read. */
gboolean zb_may_manage (ZbCall *call, const char *person, gboolean *ret_may, GError **error);
