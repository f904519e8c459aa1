/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/faults/fault-report.h"

/* How much of it. */
typedef struct {
  guint kills;      /* of each process, or … */
  const char *role; /* (nullable) … of this one alone: "zhibaod", or whose key a holder has */
  guint pages;      /* damaged, of a node that stands; as many again of one that serves / 10 */
  guint writes;     /* the highest write that is made to fail; less if a report needs fewer */
  guint errands;    /* of the writes of each act of the bureau */
  guint vanishings; /* of each kind of broken connection */
  guint outage_ms;  /* how long a holder of keys is away */
  guint outages;    /* of each kind */
} ZbFaultSize;

/* Each brings about one kind of fault on nodes of its own and tells what came of it. */
void zb_faults_kill (const ZbFaultSize *size, GPtrArray *reports);
void zb_faults_write (const ZbFaultSize *size, GPtrArray *reports);
void zb_faults_bureau (const ZbFaultSize *size, GPtrArray *reports);
void zb_faults_clock (const ZbFaultSize *size, GPtrArray *reports);
void zb_faults_damage (const ZbFaultSize *size, GPtrArray *reports);
void zb_faults_outage (const ZbFaultSize *size, GPtrArray *reports);
void zb_faults_connection (const ZbFaultSize *size, GPtrArray *reports);
