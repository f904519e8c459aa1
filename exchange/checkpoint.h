/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "exchange/merkle.h"
#include "exchange/succession.h"

/* A C2SP signed note over a tree head: "origin\nsize\nbase64 root\n\n— name base64(key
 * id‖signature)\n", Ed25519. */
typedef struct {
  char *origin;
  guint64 size;
  ZbHash root;
} ZbCheckpoint;

void zb_checkpoint_clear (ZbCheckpoint *checkpoint);
/* (transfer full). @key: an ed25519 ZbKey; @name: the key's name in the signature line, which
 * should be the origin. */
char *zb_checkpoint_sign (const ZbCheckpoint *checkpoint,
                          const ZbKey *key,
                          const char *name,
                          GError **error);
/* @verifier: a C2SP vkey "name+hex key id+base64(0x01‖public key)", or the keys of a log that had
 * several (exchange/succession.h). Unknown signature lines are ignored. Errors as of
 * zb_note_open(); MALFORMED too for a signed note that is no checkpoint. */
gboolean zb_checkpoint_open (const char *note,
                             const char *verifier,
                             ZbCheckpoint *ret_checkpoint,
                             GError **error);
/* The same by keys that were read before; @at as of zb_succession_open(). */
gboolean zb_checkpoint_open_at (const char *note,
                                const ZbSuccession *keys,
                                gint64 at,
                                ZbCheckpoint *ret_checkpoint,
                                GError **error);
/* (transfer full): the vkey of @key under @name. */
char *zb_checkpoint_verifier (const ZbKey *key, const char *name, GError **error);
