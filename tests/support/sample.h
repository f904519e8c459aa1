/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* Messages with a report that the tree's forms and rules find valid: the worked example of B204-1,
 * as the unit of whoever sends it. */
#define ZB_SAMPLE_FORM "B204-1"
#define ZB_SAMPLE_PERIOD "2024-06"

/* A signed container, with a message id of its own. @replaces (nullable) is the message id of the
 * version before. (transfer full) */
GBytes *zb_sample_message (ZbTestNode *node, const ZbTestPerson *person, const char *replaces);
/* The same for a node that is not open in this process: @package is the digest of the form's
 * package (zb_sample_package()), @now the time. @message_id (nullable). */
GBytes *zb_sample_message_for (const ZbTestPerson *person,
                               const char *package,
                               const char *message_id,
                               const char *replaces,
                               gint64 now);
/* (transfer full) */
char *zb_sample_package (ZbTestNode *node);
