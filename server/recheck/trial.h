/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"
#include "server/recheck/archive.h"
#include "validators/ruleset.h"

/* The rules of a form, as published or as someone would have them, put to every report of a period
 * that counts: whom they would stop. Nothing is changed by it. */

typedef struct {
  const char *name; /* "B203#4"; of the ruleset */
  ZbSeverity severity;
  guint units;         /* whose report has a finding of it, waived ones left out */
  guint stopped;       /* of them those that it stops */
  guint findings;      /* rows of dynamic sections one by one */
  guint not_evaluable; /* times that something of the context was missing */
  gboolean in_lanes;   /* judged in columns, all of it */
} ZbTrialRule;

typedef struct {
  char *code, *name, *area;
  GPtrArray *rules; /* const char*: names of the hard rules that stop it */
  gboolean is_new;  /* the published rules let it pass */
} ZbTrialUnit;

typedef struct {
  char *area; /* managing zone if there is one, else district */
  guint reports, stopped, newly;
  guint *by_rule; /* units that each rule stops */
} ZbTrialArea;

typedef struct {
  ZbForm *form;
  ZbRuleset *ruleset;
  guint reports, other_editions;
  guint stopped;            /* units with a hard finding that is not waived */
  guint newly;              /* of them such as the published rules let pass */
  guint freed;              /* stopped by the published rules, and no longer */
  guint explain;            /* not stopped, but with findings to explain */
  guint judged;             /* blocks of reports to which the published rules were put anew */
  guint opened;             /* reports that had to be had as a whole for them */
  GArray *rules;            /* ZbTrialRule */
  GPtrArray *areas, *units; /* ZbTrialArea by area, ZbTrialUnit by code */
} ZbTrial;

/* What the rules in force said of each form and period, until reports change: then only the blocks
 * in which they did are judged again. Shared between threads. */
typedef struct _ZbTrialMemory ZbTrialMemory;

ZbTrialMemory *zb_trial_memory_new (void);
void zb_trial_memory_free (ZbTrialMemory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrialMemory, zb_trial_memory_free)

void zb_trial_free (ZbTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrial, zb_trial_free)

typedef struct {
  const ZbIntakeDesk *desk;
  const char *folder; /* of column files */
  const char *form;   /* id or printed code */
  ZbPeriod period;
  const char *rules;      /* (nullable) text of an unpublished edition of the rules */
  const char *source;     /* (nullable) what errors in it call that text */
  GPtrArray *diagnostics; /* (nullable) ZbDiagnostic: what the compiler says of it is added */
  guint threads;
  ZbTrialMemory *memory; /* (nullable) */
  /* Which reports count: whether someone may see a unit of @district and @zone. */
  gboolean (*sees) (gpointer data, const char *district, const char *zone);
  gpointer data;
} ZbTrialQuestion;

ZbTrial *zb_trial_run (const ZbTrialQuestion *question, GError **error);
