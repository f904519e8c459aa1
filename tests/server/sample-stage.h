/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/sample.h"

/* A node of all forms on which every sample of the catalogue is the report of a unit of its own,
 * with the attributes and the earlier reports that the sample has; an agent may send for all. */

typedef struct {
  char *name; /* "VAT-1/2021/bad-rates" */
  char *unit, *register_, *expected, *message_id, *findings;
  char *note; /* what is wrong */
  gint64 id;
  ZbReport *report;
  GPtrArray *bodies;  /* ZbReport: the head first */
  GPtrArray *history; /* ZbReport: what the node holds of the unit */
  gboolean good;
} SampleCase;

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *agent;
  ZbCatalogue *catalogue;
  GPtrArray *cases; /* SampleCase */
} SampleStage;

/* Founds the node and enters units, mandates, earlier reports and periods. Fails the test when it
 * cannot. */
void sample_stage_init (SampleStage *stage);
void sample_stage_clear (SampleStage *stage);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SampleStage, sample_stage_clear)
