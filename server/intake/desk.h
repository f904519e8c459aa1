/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/store/store.h"
#include "validators/rulebook.h"

/* What the stages of intake work with; all of it borrowed. */
typedef struct {
  const char *node; /* the node's code */
  ZbClock clock;
  ZbStore *store;
  ZbRulebook *rulebook;
  ZbTrust *trust;
  const char *parameters; /* parameters.xml, or NULL */
} ZbIntakeDesk;
