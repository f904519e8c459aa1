/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check.h"
#include "validators/memory-context.h"
#include "validators/rulebook.h"

/* A sample of a package: a report with what lies beside it in samples/. NAME.xml is the report,
 * NAME.register the unit's attributes (attribute=value a line), history-NAME/ its other reports,
 * NAME.findings what the check must say. */
typedef struct {
  char *name; /* "bad-balance" */
  ZbReport *report;
  ZbMemoryContext *context;
  char *expected; /* as zb_check_tell() writes it; "" where the sample has no such file */
} ZbSample;

/* The samples in @folder, (transfer full) paths of NAME.xml by name; empty if there is no such
 * folder. */
GPtrArray *zb_sample_list (const char *folder);
/* @parameters (nullable) names a file of dated parameters. */
ZbSample *zb_sample_read (const char *path,
                          const ZbCatalogue *catalogue,
                          const char *parameters,
                          GError **error);
void zb_sample_free (ZbSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSample, zb_sample_free)

/* Checks it as the bureau would; the check has run and borrows @sample. */
ZbCheck *zb_sample_check (ZbSample *sample, ZbRulebook *rulebook, GError **error);
/* "B204-1#7/A.03 soft fail" for each finding, a line each, sorted; caller frees. */
char *zb_check_tell (const ZbCheck *check);
