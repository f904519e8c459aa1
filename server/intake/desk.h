/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "forms/parameters.h"
#include "server/forward/router.h"
#include "server/reading/readers.h"
#include "server/store/store.h"
#include "validators/rulebook.h"

/* What the stages of intake work with; all of it borrowed. */
typedef struct {
  const char *node; /* the node's code */
  ZbClock clock;
  ZbStore *store;
  ZbRulebook *rulebook;
  ZbTrust *trust;
  ZbReaders *readers;             /* (nullable) messages are read in this process */
  ZbRouter *router;               /* (nullable) nothing is passed on */
  const char *parameters;         /* parameters.xml, or NULL; and if there is one: … */
  ZbParameters *known_parameters; /* … what it says, … */
  const char *parameters_digest;  /* … zb_context_parameters_digest() of it */
  const char *statutory;          /* (nullable) server/intake/standing.h */
  struct _ZbStamping *stamping;   /* (nullable) of the log: who stamps the receipts, … */
  gint64 stamp_outage;            /* … and how long they may wait for it, microseconds; 0: ever */
  gint64 commitment_time;         /* microseconds that a message may follow its commitment after */
  guint commitments;              /* that of one unit may wait for their messages */
} ZbIntakeDesk;
