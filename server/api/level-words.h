/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"
#include "server/api/call.h"
#include "server/store/tenant.h"

/* "levels": [{"id", "name", "until"}]: until when each level of the chain decides on reports of
 * @form for @period; those of which nothing is said are left out. */
gboolean zb_words_levels (ZbCall *call,
                          ZbJsonWriter *json,
                          const ZbTenant *tenant,
                          const ZbForm *form,
                          ZbPeriod period,
                          GError **error);
