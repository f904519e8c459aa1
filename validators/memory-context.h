/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "validators/context.h"

/* A context held in memory, filled by whoever loaded the data (from files, a workspace or a store).
 */
typedef struct _ZbMemoryContext ZbMemoryContext;

/* @catalogue (nullable, a reference is kept) tells forms that are not installed from periods that
 * are not collected, and which periods are joint. */
ZbMemoryContext *zb_memory_context_new (const ZbCatalogue *catalogue);
void zb_memory_context_free (ZbMemoryContext *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMemoryContext, zb_memory_context_free)

void zb_memory_context_add_report (ZbMemoryContext *context,
                                   ZbReport *report); /* keeps a reference; replaces one of its form
                                                       * and period */
void
zb_memory_context_set_attribute (ZbMemoryContext *context, const char *name, const char *value);
/* In the place of all that were set before: @attributes (char* → char*), which nobody changes from
 * here on; the context holds a reference. */
void zb_memory_context_share_attributes (ZbMemoryContext *context, GHashTable *attributes);
void zb_memory_context_take_parameters (ZbMemoryContext *context, ZbParameters *parameters);
void zb_memory_context_set_joint (ZbMemoryContext *context,
                                  const char *form,
                                  ZbPeriod period,
                                  gboolean joint);
void zb_memory_context_add_waiver (ZbMemoryContext *context, const char *rule, const char *reason);
/* The interface; valid while @context lives. */
ZbContext zb_memory_context_get (ZbMemoryContext *context);
