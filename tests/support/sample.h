/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/envelope.h"
#include "forms/report.h"
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
/* The same as a program that is not ours may write it: with a comment in the report. */
GBytes *zb_sample_foreign_message_for (const ZbTestPerson *person,
                                       const char *package,
                                       const char *message_id,
                                       const char *replaces,
                                       gint64 now);
/* The same from another sample of the form: @file, below its folder of samples, a report of
 * @period. (transfer full) */
GBytes *zb_sample_message_of (ZbTestNode *node,
                              const ZbTestPerson *person,
                              const char *file,
                              const char *period);
/* (transfer full) */
char *zb_sample_package (ZbTestNode *node);

/* A report made by the test: nil, a withdrawal, or one with a few figures. */
typedef struct {
  const char *form, *period;
  ZbReportKind kind;
  const char *replaces;     /* (nullable) message id of the version before */
  ZbPackage *package;       /* NULL: the one that serves the period */
  const char *const *cells; /* (nullable) NULL-terminated: item id, figure … in fixed sections */
  const char *unit;         /* (nullable) of another unit than the sender */
} ZbSampleReport;

/* (transfer full) */
GBytes *zb_sample_report (ZbTestNode *node, const ZbTestPerson *person, const ZbSampleReport *what);
/* The same with @n reports under one signature; the envelope speaks of the first. */
GBytes *
zb_sample_set (ZbTestNode *node, const ZbTestPerson *person, const ZbSampleReport *what, guint n);

/* An envelope to be changed by the test, and any bytes put into it and signed. (transfer full) */
ZbEnvelope *zb_sample_envelope (const ZbTestPerson *person,
                                const char *package,
                                const char *form,
                                const char *period,
                                gint64 now);
GBytes *
zb_sample_seal (const ZbTestPerson *person, ZbEnvelope *envelope, GBytes *report, gint64 now);
