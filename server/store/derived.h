/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Another form of what a message holds, beside the signed one. */
typedef struct {
  const char *name;   /* of the transform … */
  guint version;      /* … and its version */
  const char *source; /* SHA-256 of the body it was made of, hex */
  const char *type;
  GBytes *bytes;
} ZbDerivedBody;

typedef struct {
  char *name, *source, *type;
  guint version;
  GBytes *bytes;
} ZbStoredDerived;

void zb_stored_derived_free (ZbStoredDerived *derived);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredDerived, zb_stored_derived_free)
/* (transfer full) ZbStoredDerived, by name. */
GPtrArray *zb_store_list_derived (ZbStore *store, gint64 message, GError **error);
