/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"
#include "server/store/unit.h"
#include "server/store/version.h"

/* A stored version as a report, and its unit. */

/* @form: the one it was made by. (transfer full) */
ZbReport *zb_version_read_report (
    ZbStore *store, const ZbVersion *version, ZbForm *form, ZbPeriod period, GError **error);
/* What the register says of the unit as of @period; one that was entered later is judged by what is
 * known of it now. (transfer full) */
ZbUnit *zb_version_read_unit (const ZbIntakeDesk *desk,
                              const ZbVersion *version,
                              ZbPeriod period,
                              GError **error);
