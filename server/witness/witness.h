/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/keys/keychain.h"
#include <glib.h>

/* A node as a witness of other nodes' logs (c2sp.org/tlog-witness): it remembers the newest
 * checkpoint of each log it knows, and signs another one only if that is proven to continue it. Two
 * logs shown to two sides so need the witness's help. Its folder in the data directory:
 *
 *   logs                vkeys of the logs it knows, one a line, # for comments
 *   key.pem             its own key, made when it is first needed
 *   witness.vkey        the public half, for those who rely on it
 *   ID.checkpoint       the newest note of the log with this key id */
typedef struct _ZbWitness ZbWitness;

typedef enum {
  ZB_WITNESS_ERROR_FOLDER,   /* a file of the folder cannot be used; names file and line */
  ZB_WITNESS_ERROR_REFUSED,  /* another node did not sign, or hand out what it ought to */
  ZB_WITNESS_ERROR_CONFLICT, /* a log that is copied shrank or forked */
} ZbWitnessError;

#define ZB_WITNESS_ERROR (zb_witness_error_quark ())
GQuark zb_witness_error_quark (void);

#define ZB_WITNESS_MAX_LOGS 256

/* @node: its code, in the key's name. A folder without a list of logs witnesses none, and asks
 * @keychain for no key. */
ZbWitness *
zb_witness_open (const char *folder, const char *node, ZbKeychain *keychain, GError **error);
void zb_witness_free (ZbWitness *witness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWitness, zb_witness_free)

/* What is answered: a status of HTTP and its text, or for other than 200 and 409 a sentence. */
typedef struct {
  guint status; /* 200, 400, 403, 404, 409, 422, 500 */
  char *text;
} ZbWitnessAnswer;

void zb_witness_answer_clear (ZbWitnessAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbWitnessAnswer, zb_witness_answer_clear)

/* @request: as in exchange/witness-request.h. @now: microseconds UTC. What was signed is remembered
 * durably before it is answered. Thread-safe. */
void zb_witness_cosign (ZbWitness *witness,
                        const char *request,
                        gint64 now,
                        ZbWitnessAnswer *ret_answer);
/* @text: the keys of a log, as it tells them (exchange/succession.h). What the keys known here
 * vouch for is known from now on, durably, and 200; 403 for what they do not. Thread-safe. */
void zb_witness_follow (ZbWitness *witness, const char *text, ZbWitnessAnswer *ret_answer);
