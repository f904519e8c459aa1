/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Containers that one of a unit's people has signed and others of them still must. The message
 * itself, when it comes, takes its container out. */
typedef struct {
  gint64 unit;
  char *message_id;
  char *tenant, *form, *period;
  char *digest;      /* of the container, hex */
  GBytes *container; /* (nullable) NULL in lists */
  guint signed_by;   /* how many have signed */
  guint missing;     /* ZbSigningRole bits */
  char *person;      /* who put it there */
  gint64 deposited, expires;
  char *remark, *remark_by; /* (nullable) it was given back with this; "": taken back to be changed,
                               and its container is gone */
} ZbBoxed;

void zb_boxed_free (ZbBoxed *boxed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBoxed, zb_boxed_free)

/* ZB_ACT_SIGN_BOX. @boxed (nullable, without remark): puts it there, in place of one of the same
 * message with fewer signatures; what has expired goes. The same bytes again are a repetition.
 * STALE if as many have signed the one that is there or it was taken back, QUOTA where the unit
 * would have more than @most, or @most_bytes, there, EXISTS once the message itself is here. Else
 * with @remark: gives @message_id of @unit back to who signed before; without: @by takes it back,
 * which others learn of until it would have expired (the last @most of a unit's). NOT_FOUND. */
typedef struct {
  const ZbBoxed *boxed;
  const char *sender; /* of @boxed: the unit's code, as its messages say it */
  guint most;
  gsize most_bytes;
  gint64 unit;
  const char *message_id;
  const char *remark, *by;
} ZbBoxing;

gboolean zb_boxed_is_taken_back (const ZbBoxed *boxed);

/* NOT_FOUND, also of one that has expired at @now. */
ZbBoxed *zb_store_read_boxed (
    ZbStore *store, gint64 unit, const char *message_id, gint64 now, GError **error);
/* (transfer full) ZbBoxed of @unit that have not expired at @now, in order of messages. */
GPtrArray *zb_store_list_boxed (ZbStore *store, gint64 unit, gint64 now, GError **error);
/* (transfer full) ZbBoxed, all there are, of every unit. */
GPtrArray *zb_store_list_all_boxed (ZbStore *store, GError **error);
