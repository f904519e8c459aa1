/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A signed digest of a message that is still to come (exchange/commitment.h). */
typedef struct {
  gint64 id;
  char *sender, *message_id;
  char *digest; /* of the container, hex */
  gint64 unit;
  char *carrier, *signer; /* digests of certificates */
  GBytes *statement, *signature;
  gint64 received; /* which then rules the deadline … */
  gint64 expires;  /* … of a message that comes until this */
  guint64 first_leaf;
} ZbStoredCommitment;

void zb_stored_commitment_free (ZbStoredCommitment *commitment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStoredCommitment, zb_stored_commitment_free)

/* ZB_ACT_COMMITMENT. Its receipt is R0. The same digest again is a repetition; MESSAGE_REUSED for
 * another, EXISTS once the message is here, QUOTA where @most of the unit wait for their messages.
 */
typedef struct {
  const ZbStoredCommitment *commitment; /* id and first_leaf are not read */
  guint most;
} ZbCommitting;

/* NULL without an error if there is none. */
ZbStoredCommitment *zb_store_find_commitment (ZbStore *store,
                                              const char *sender,
                                              const char *message_id,
                                              GError **error);
/* (transfer full) ZbStoredCommitment above @after, by id. */
GPtrArray *zb_store_list_commitments (ZbStore *store, gint64 after, guint limit, GError **error);
