/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

typedef enum { ZB_JANUARY_COLLECTED, ZB_JANUARY_EXEMPT, ZB_JANUARY_JOINT } ZbJanuary;

/* Until when one level of the review chain decides on the reports of a period: the default, which
 * a tenant's calendar may override as it may the enterprises' deadline. */
typedef struct {
  char *level;  /* "district", "city" */
  guint days;   /* after the period's end */
  guint minute; /* of that day, bureau time; 24:00 is 1440 */
} ZbCutOff;
