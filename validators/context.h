/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/parameters.h"
#include "forms/report.h"

/* The world around a report, as rules see it: other reports of the same unit, register attributes,
 * dated parameters, waivers. Implemented over files (tools), the client's workspace and a server
 * snapshot. */

typedef enum {
  ZB_AVAILABLE,
  ZB_NOT_INSTALLED, /* the form is unknown here */
  ZB_NOT_COLLECTED, /* the form has no such period */
  ZB_NOT_HERE,      /* it may exist, but this program does not hold it */
  ZB_NOT_OWED,      /* the form does not ask this unit, by what the register says of it */
} ZbAvailability;

typedef struct {
  /* The report of @form for @period: the latest version not returned or refused, an accepted one
   * preferred. Borrowed until the context is freed. NULL with the reason, for whoever asks:
   * @ret_why is nullable. */
  const ZbReport *(*report) (gpointer self,
                             const char *form,
                             ZbPeriod period,
                             ZbAvailability *ret_why);
  /* A register attribute of the unit ("industry", "size", "registration", "area", "zone", "status"
   * …) as of the period; NULL if unknown. Borrowed. */
  const char *(*attribute) (gpointer self, const char *name);
  gboolean (*parameter) (gpointer self,
                         const char *name,
                         ZbPeriod period,
                         ZbDecimal *ret_value,
                         const ZbMeasure **ret_measure);
  /* The calendar's word, or the form's own where that says nothing. */
  gboolean (*is_joint) (gpointer self, const ZbForm *form, ZbPeriod period);
  /* Why the bureau waived the rule ("B204-1#7") or one instance of it for this unit and period;
   * NULL if it did not. Borrowed. */
  const char *(*waiver) (gpointer self, const char *rule);
} ZbContextInterface;

typedef struct {
  const ZbContextInterface *interface;
  gpointer self;
} ZbContext;

/* A context that knows nothing: every rule that looks beyond the report is not evaluable. */
extern const ZbContext zb_context_empty;
/* The form's own word (zb_form_is_joint()), for a context without a calendar. */
gboolean zb_context_joint_by_form (gpointer self, const ZbForm *form, ZbPeriod period);
