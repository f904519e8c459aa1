/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/mandate.h"
#include "server/store/store-private.h"

gboolean zb_mandate_grant (ZbApply *apply, const ZbMandate *mandate, GError **error);
