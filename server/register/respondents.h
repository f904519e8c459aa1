/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/obligation.h"
#include "validators/respondents.h"

/* Who owes a form (validators/respondents.h), by the register. */

/* (transfer full) ZbUnit: who owes @form for @period by what the register says now, every unit that
 * is active on the period's last day and meets the form's condition. */
GPtrArray *
zb_respondents_list (ZbStore *store, const ZbForm *form, ZbPeriod period, GError **error);
/* Freezes that list. @notice (nullable) goes to the inbox of each that is asked for the first time:
 * doing it again tells only those who came since. */
gboolean zb_respondents_freeze (ZbStore *store,
                                const char *tenant,
                                const ZbForm *form,
                                ZbPeriod period,
                                const ZbText *notice,
                                gint64 time,
                                const char *who,
                                guint *ret_n,
                                GError **error);
