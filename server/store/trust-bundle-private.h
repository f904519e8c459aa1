/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"
#include "server/store/trust-bundle.h"

gboolean zb_apply_trust_bundle (ZbApply *apply, gconstpointer what, GError **error);
