/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "forms/clock.h"
#include "server/keys/message.h"

/* One private key and all that may be done with it. A vault makes what it signs by itself, from the
 * few values that a question may carry, and refuses what is not its role's: the log's key signs
 * checkpoints of its log only, the receipts' only evidence over such a checkpoint, an authority
 * only certificates of its own purpose. It lives in a process of its own (server/keys/host.h);
 * tests and the founding of a node have it in theirs. */
typedef struct _ZbVault ZbVault;

/* How far what is asked for may be from the vault's own clock. */
#define ZB_VAULT_MAX_SKEW (5 * 60 * G_TIME_SPAN_SECOND)
/* A certificate begins at most this long before it is made, and ends at most so many days after. */
#define ZB_VAULT_MAX_BACKDATED (2 * 3600 * G_TIME_SPAN_SECOND)
#define ZB_VAULT_MAX_DAYS 1100

/* What a certificate for a person was issued on. */
#define ZB_GROUND_INVITATION "invitation"
#define ZB_GROUND_APPROVAL "approval" /* by two persons, who are named */
#define ZB_GROUND_RENEWAL "renewal"
#define ZB_GROUND_OWN "own" /* the node's own certificates */

typedef struct {
  const char *node; /* the node's code */
  ZbClock clock;
  gboolean follows_clock;   /* nothing but @clock is asked, as in a test that moves it */
  gboolean asks_kernel;     /* stamps: whether it says that its clock is synchronised */
  const char *stamp_policy; /* dotted object identifier */
  guint accuracy_ms;
  const char *published_at; /* (nullable) authorities: zb_issuer_set_published_at() */
  const char *log_verifier; /* receipts, the log's key before: the keys of this node's log */
  /* (nullable): told of what an authority did, one line without its end. */
  void (*tell) (const char *line, gpointer data);
  gpointer data;
} ZbVaultOptions;

/* Takes @key; what @options point to is copied. */
ZbVault *zb_vault_new (ZbVaultRole role, ZbKey *key, const ZbVaultOptions *options);
void zb_vault_free (ZbVault *vault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbVault, zb_vault_free)

/* Reads the key of @role at @path, which is made where that may be missing. FORBIDDEN_SUITE for a
 * key of another kind, and the errors of zb_key_read_pem(). */
ZbKey *zb_vault_read_key (ZbVaultRole role, const char *path, GError **error);

/* Answers one question: a value of the type that it gives, (transfer full), floating or not.
 * REFUSED for what is not the role's, MALFORMED for what cannot be read, and what the work itself
 * says. Not thread-safe. */
GVariant *zb_vault_answer (ZbVault *vault, char letter, GBytes *body, GError **error);
/* Now and then, also where nothing is asked: so a clock that is drawn right is never seen to jump.
 */
void zb_vault_tick (ZbVault *vault);

/* The names under which a node's log and witness sign; the log's is also its origin. (transfer
 * full) */
char *zb_vault_log_name (const char *node);
char *zb_vault_witness_name (const char *node);
