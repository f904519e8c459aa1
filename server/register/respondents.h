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

/* The list as it is to be frozen. */
typedef struct {
  const char *tenant;
  const ZbForm *form;
  ZbPeriod period;
  const ZbCalendarEntry *hours; /* (nullable) that the period opens with, in the same act */
  const ZbText *notice; /* (nullable) to the inbox of each that is asked for the first time */
  gint64 time;
  const char *who;
  const ZbActKey *key; /* (nullable) */
} ZbFreeze;

/* Doing it again tells only those who came since. @ret_n (nullable): how many are on it. */
gboolean
zb_respondents_freeze (ZbStore *store, const ZbFreeze *freeze, guint *ret_n, GError **error);
