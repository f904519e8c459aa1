/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/context.h"

#include "forms/form-lookup.h"

static const ZbReport *
no_report (gpointer self, const char *form, ZbPeriod period, ZbAvailability *ret_why)
{
  if (ret_why != NULL)
    *ret_why = ZB_NOT_HERE;
  return NULL;
}

static const char *
no_text (gpointer self, const char *name)
{
  return NULL;
}

static gboolean
no_parameter (gpointer self,
              const char *name,
              ZbPeriod period,
              ZbDecimal *ret_value,
              const ZbMeasure **ret_measure)
{
  return FALSE;
}

gboolean
zb_context_joint_by_form (gpointer self, const ZbForm *form, ZbPeriod period)
{
  return zb_form_is_joint (form, period);
}

static const ZbContextInterface empty_interface = {
    .report = no_report,
    .attribute = no_text,
    .parameter = no_parameter,
    .is_joint = zb_context_joint_by_form,
    .waiver = no_text,
};

const ZbContext zb_context_empty = {.interface = &empty_interface, .self = NULL};
