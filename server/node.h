/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/service.h"
#include "server/authority/keyring.h"
#include "server/config.h"
#include "server/reading/readers.h"
#include "server/reading/vetter.h"

/* One receiving node: everything of its data directory, opened, and the listener in front of it.
 *
 *   zhibaod.conf     settings (server/config.h)
 *   parameters.xml   dated parameters that rules ask for
 *   keys/            keys and certificates (server/authority/keyring.h)
 *   store/           what was received, and the log
 *   spool/           uploads under way
 *   columns/         figures by column, made again from the store as they are needed
 *   scratch/         samples of forms while they are tried
 *   witness/         logs that this node witnesses, and its own witnesses (server/witness/)
 *   copies/          logs of other nodes (server/log/copy.h)
 *   neighbours/      by what other nodes know this one (server/forward/acquaintance.h)
 *   checkpoints/     the log's last checkpoint of each day (server/log/daily.h)
 *   next.trust       a trust bundle that it is still to take (server/trust-renewal.h)
 *   lock             held by the one process that serves */
typedef struct _ZbNode ZbNode;

typedef enum {
  ZB_NODE_ERROR_BUSY,   /* another process serves this directory */
  ZB_NODE_ERROR_EXISTS, /* there is something at the place of a new node */
  ZB_NODE_ERROR_DATA,   /* a file of the directory cannot be used */
  ZB_NODE_ERROR_LET_IN, /* the self-test got in where it must not */
  ZB_NODE_ERROR_BEHIND, /* witnesses, or its own folder, hold what the log does not continue */
} ZbNodeError;

#define ZB_NODE_ERROR (zb_node_error_quark ())
GQuark zb_node_error_quark (void);

/* @clock (nullable: the system's) is copied. All keys are in this process. */
ZbNode *zb_node_open (const char *dir, const ZbClock *clock, GError **error);
/* Who reads for the node, in processes of their own; NULL: it reads in this one. */
typedef struct {
  ZbReaders *readers; /* messages */
  ZbVetter *vetter;   /* strangers' certificates and requests, before they are parsed here */
} ZbNodeReaders;

/* The same, with the node's keys where @keychain (taken) has them, and @readers (members taken). */
ZbNode *zb_node_open_with (const char *dir,
                           const ZbClock *clock,
                           ZbKeychain *keychain,
                           ZbNodeReaders readers,
                           GError **error);
/* Lets requests under way finish, then closes all. */
void zb_node_free (ZbNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbNode, zb_node_free)

const ZbService *zb_node_service (const ZbNode *node);
const ZbConfig *zb_node_config (const ZbNode *node);
const ZbKeyring *zb_node_keyring (const ZbNode *node);

/* Serves, on @port or (-1) the configured one, or on @socket, which listens already (0: none), once
 * a connection to itself with no certificate, a stranger's, an expired and a revoked one was
 * refused each time. */
gboolean zb_node_listen (ZbNode *node, int port, int socket, GError **error);
guint zb_node_port (const ZbNode *node);
/* "https://host:port", as invitations tell it. */
const char *zb_node_url (const ZbNode *node);
/* Where it tells how it is doing (server/status.h); NULL if nowhere. */
const char *zb_node_status_url (const ZbNode *node);
/* It is about to end: whoever asks whether it is ready is told no. */
void zb_node_leave (ZbNode *node);

/* What has to be done every minute: a fresh revocation list in time, uploads past their time, forms
 * that were published, another term for the node's own certificates ahead of their end, the day's
 * checkpoint, and showing the log to its witnesses, which takes as long as they do. One that fails
 * keeps none of the others from being done; FALSE with the first one's error then, whose text names
 * all that failed. */
gboolean zb_node_tend (ZbNode *node, GError **error);
/* Takes revocation lists and forms from the store anew, where another process may have published
 * some, and code lists from their folder. On the thread that tends the node. */
gboolean zb_node_reload (ZbNode *node, GError **error);

/* Holds the directory for one process until the file descriptor is closed; -1 with an error. */
int zb_node_lock (const char *dir, GError **error);

/* Paths in a data directory. (transfer full) */
char *zb_node_path (const char *dir, const char *name);
#define ZB_NODE_CONFIG "zhibaod.conf"
#define ZB_NODE_PARAMETERS "parameters.xml"
#define ZB_NODE_OTHERS "authorities" /* server/authority/others.h */
#define ZB_NODE_KEYS "keys"
#define ZB_NODE_STORE "store/zhibao.db"
#define ZB_NODE_SPOOL "spool"
#define ZB_NODE_COLUMNS "columns"
#define ZB_NODE_SCRATCH "scratch"
#define ZB_NODE_WITNESS "witness"
#define ZB_NODE_DAILY "checkpoints"
#define ZB_NODE_COPIES "copies"
#define ZB_NODE_NEIGHBOURS "neighbours"
#define ZB_NODE_LOCK "lock"
#define ZB_NODE_NEXT_TRUST "next.trust" /* server/trust-renewal.h */
