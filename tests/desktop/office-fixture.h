/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/office.h"
#include "tests/client/scratch-client.h"

/* A throw-away workspace with the office of the accountant's program over it, no window. Its
 * bureau cannot be reached. */
typedef struct {
  ZbScratchClient client;
  ZbOffice *office;
  GAsyncResult *result; /* what office_fixture_wait() is waiting for */
} OfficeFixture;

#define OFFICE_PASSPHRASE "correct horse battery"

void office_fixture_set_up (OfficeFixture *fixture, gconstpointer data);
void office_fixture_tear_down (OfficeFixture *fixture, gconstpointer data);

/* A GAsyncReadyCallback with the fixture as its data. */
void office_fixture_done_cb (GObject *source, GAsyncResult *result, gpointer fixture);
/* Runs the main loop until it was called; the result is the fixture's until the next call. */
GAsyncResult *office_fixture_wait (OfficeFixture *fixture);
/* The state of what is owed for ZB_SCRATCH_FORM and ZB_SCRATCH_PERIOD, after it was read anew. */
ZbDueState office_fixture_read_state (OfficeFixture *fixture);
