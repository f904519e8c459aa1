/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* Forms of a test's own: one section A with the figures A.01.1 and A.02.1 and no rules; due on the
 * ninth day after the period at noon. */
typedef struct {
  const char *id, *edition;
  const char *system; /* the tenant */
  const char *period; /* "month", "year" … */
  const char *valid_from;
} ZbSmallForm;

/* Publishes it, then closes and opens the node, as an administrator would. */
void zb_small_form_publish (ZbTestNode *node, const ZbSmallForm *form);
/* The same with @filing (nullable), its <set>, <corrections> and <disclaimer>, and @rules
 * (nullable) behind the first line of form.rules. */
void zb_small_form_publish_filed (ZbTestNode *node,
                                  const ZbSmallForm *form,
                                  const char *filing,
                                  const char *rules);
