/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Finds the name someone probably meant: offer all names there are, then ask for the hint. */
typedef struct {
  const char *wanted; /* borrowed */
  const char *best;   /* (nullable) borrowed: the nearest name offered so far */
  guint distance;     /* of @best, in single-character edits */
} ZbNearName;

ZbNearName zb_near_name (const char *wanted);
/* @candidate must outlive @near. Names too far away to be a slip are left aside. */
void zb_near_name_offer (ZbNearName *near, const char *candidate);
/* "; did you mean “B203”?", or "" where nothing is near; caller frees. */
char *zb_near_name_hint (const ZbNearName *near);
