/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/api/slots.h"
#include "server/operations/metrics.h"
#include "server/store/store.h"
#include "validators/rulebook.h"

typedef struct _ZbLog ZbLog;
typedef struct _ZbKeychain ZbKeychain;
typedef struct _ZbAuthority ZbAuthority;
typedef struct _ZbStamping ZbStamping;
typedef struct _ZbIntake ZbIntake;
typedef struct _ZbReaders ZbReaders;
typedef struct _ZbSpool ZbSpool;
typedef struct _ZbPublisher ZbPublisher;
typedef struct _ZbTrialMemory ZbTrialMemory;
typedef struct _ZbWitness ZbWitness;
typedef struct _ZbCosigning ZbCosigning;
typedef struct _ZbRouter ZbRouter;
typedef struct _ZbForwarder ZbForwarder;
typedef struct _ZbStatusAsker ZbStatusAsker;
typedef struct _ZbTrustShelf ZbTrustShelf;

/* What the routes work with: everything of one running node, borrowed from whoever started it. */
typedef struct {
  const char *node; /* the node's code, in receipts and the log's origin */
  ZbClock clock;
  ZbStore *store;
  ZbLog *log;
  ZbRulebook *rulebook; /* and, in it, the catalogue */
  ZbTrust *trust;
  ZbTrustShelf *shelf;  /* what it tells clients of whom to believe */
  ZbStatusAsker *asker; /* of other authorities' responders */
  ZbKeychain *keychain; /* who holds the node's keys */
  ZbAuthority *authority;
  ZbStamping *stamping;
  ZbIntake *intake;
  ZbPublisher *publisher;
  ZbSpool *spool;           /* of uploads under way */
  ZbTrialMemory *trials;    /* what rules said of stored reports */
  const char *columns;      /* folder of column files, which can be made again */
  const char *log_verifier; /* vkey of the log */
  const char *log_keys;     /* … and of those before (exchange/succession.h) */
  const char *daily;        /* folder of its checkpoints by day (server/log/daily.h) */
  const char *neighbours;   /* folder of what they say (server/forward/acquaintance.h) */
  ZbWitness *witness;       /* of other nodes' logs */
  ZbCosigning *cosigning;   /* of this one's, by others */
  ZbRouter *router;         /* (nullable) where messages go … */
  ZbForwarder *forwarder;   /* (nullable) … and who passes them on while the node serves */
  gboolean tell_requests;   /* a line for each in the program's log */
  ZbMetrics *metrics;       /* (nullable) */
  ZbSlots *slots;           /* (nullable) when those who are turned away may come again */
  guint most_waiting;       /* requests that may wait for a worker; 0: 2048 */
  gint64 grace; /* microseconds after its end that a certificate may still be renewed in */
} ZbService;
