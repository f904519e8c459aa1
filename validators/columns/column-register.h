/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset-private.h"

/* What the register says of the units of an archive: of each attribute that rules ask for a number
 * a report, into one dictionary of texts. */
typedef struct {
  GArray *names;     /* guint: of the attributes, in the references of the rules */
  guint32 **words;   /* by attribute: of each report; 0 where nothing is known */
  GPtrArray *texts;  /* char*: what the numbers stand for; the first is NULL */
  GHashTable *index; /* text → its number */
  gboolean is_known; /* FALSE: only whole reports can tell */
} ZbColumnRegister;

/* What the register says of the unit of report @index; NULL if nothing. Borrowed for the moment. */
typedef const char *(*ZbColumnAttribute) (gpointer self, guint index, const char *name);

/* @attribute is nullable. */
ZbColumnRegister *zb_column_register_new (const ZbRuleset *ruleset,
                                          guint n_reports,
                                          ZbColumnAttribute attribute,
                                          gpointer self);
void zb_column_register_free (ZbColumnRegister *reg);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnRegister, zb_column_register_free)
/* Whether rules see the same of report @report in both, which are of the same rules. */
gboolean
zb_column_register_same (const ZbColumnRegister *reg, const ZbColumnRegister *before, guint report);
