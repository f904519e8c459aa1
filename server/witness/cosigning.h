/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/log.h"

/* A node's own log before its witnesses: once in a while the newest checkpoint is shown to each,
 * and published with the lines they signed. Files of the folder of server/witness/witness.h:
 *
 *   witnesses   "URL VKEY ROOTS-FILE" of each, one a line: where it is, its key, and the PEM file
 *               (by its place in the folder) of the roots it is known by
 *   cosigned    the newest checkpoint that a witness signed, with their lines */
typedef struct _ZbCosigning ZbCosigning;

#define ZB_COSIGNING_MAX_WITNESSES 8
#define ZB_COSIGNING_TIMEOUT_MS 5000

/* @store is borrowed. */
ZbCosigning *zb_cosigning_open (const char *folder, ZbStore *store, GError **error);
void zb_cosigning_free (ZbCosigning *cosigning);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCosigning, zb_cosigning_free)

/* The keys of the log (exchange/succession.h), borrowed, where it has had several: each witness is
 * told of them before it is asked. */
void zb_cosigning_set_keys (ZbCosigning *cosigning, const char *keys);

/* Asks all, unless the newest checkpoint is signed by all already. One that is away or refuses
 * keeps nothing from the others; FALSE with the first one's error then, which names it. */
gboolean zb_cosigning_round (ZbCosigning *cosigning, GError **error);
/* A checkpoint of this log that a witness holds. */
typedef struct {
  char *url; /* of the witness */
  guint64 size;
} ZbHeldCheckpoint;

void zb_held_checkpoint_clear (ZbHeldCheckpoint *held);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbHeldCheckpoint, zb_held_checkpoint_clear)

/* Asks all what they hold of this log. @ret_held: the first that this log does not continue, as it
 * is shorter or another one; nothing of it set where there is none. Who is away or does not witness
 * this log tells nothing; what was forgiven is passed over. FALSE if the store fails. */
gboolean zb_cosigning_compare (ZbCosigning *cosigning, ZbHeldCheckpoint *ret_held, GError **error);
/* From now on @held is passed over (a line "URL SIZE" of the file "forgiven"). */
gboolean
zb_cosigning_forgive (ZbCosigning *cosigning, const ZbHeldCheckpoint *held, GError **error);
/* What is published; NULL without an error while there is nothing. (transfer full) */
char *zb_cosigning_published (const ZbCosigning *cosigning, GError **error);
