/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/http/client.h"
#include "exchange/signer.h"
#include "server/api/api.h"
#include "server/node.h"

/* A whole throw-away receiver: founded in a folder of its own with the tree's forms, serving on a
 * port of the kernel's choice, inside the test's process or as a process of its own. Each call
 * fails the test when it cannot do its work. */
typedef struct _ZbTestNode ZbTestNode;

/* Someone who has enrolled. */
typedef struct {
  char *unit; /* (nullable) 统一社会信用代码; staff has none */
  char *name;
  ZbSigner *signer;
  ZbKey *tls_key;
  ZbCertificate *tls;
  GPtrArray *chain, *tls_chain; /* ZbCertificate: the authority that issued, without the root */
} ZbTestPerson;

void zb_test_person_free (ZbTestPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTestPerson, zb_test_person_free)

/* Founds and serves, by the system's clock. */
ZbTestNode *zb_test_node_new (void);
/* Founds and opens with a clock that the test moves. It does not serve, for whoever connects judges
 * certificates by the system's clock: ask it by tests/support/fake-request.h. */
ZbTestNode *zb_test_node_new_at (gint64 *now);
ZbTestNode *zb_test_node_new_as (const char *code, gint64 *now); /* … with another code */
ZbTestNode *zb_test_node_found (void); /* only: for a test that starts a process on it */
/* The same with all forms of a folder @catalogue (NULL: the two that most tests use). */
ZbTestNode *zb_test_node_found_with (const char *catalogue);
ZbTestPerson *zb_test_node_itself (const ZbTestNode *node); /* to other nodes; (transfer full) */
void zb_test_node_free (ZbTestNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTestNode, zb_test_node_free)
const char *zb_test_node_dir (const ZbTestNode *node);
gboolean zb_test_node_serves (const ZbTestNode *node);
const char *zb_test_node_url (const ZbTestNode *node);
const char *zb_test_node_roots (const ZbTestNode *node); /* PEM */
ZbNode *zb_test_node_get (const ZbTestNode *node);       /* NULL while it is closed */
ZbStore *zb_test_node_store (const ZbTestNode *node);
/* Fails the test unless the store holds each message of @sender by its id (a string). */
void
zb_test_node_assert_kept (const ZbTestNode *node, const char *sender, const GPtrArray *messages);
/* What answers requests from no network (tests/support/fake-request.h); NULL while it is closed. */
ZbApi *zb_test_node_api (const ZbTestNode *node);
/* The first administrator's invitation. */
const char *zb_test_node_invitation (const ZbTestNode *node);

/* Closes the node, and opens it (and serves, if it did) again, also with processes that read for
 * it. A process may have it between. */
void zb_test_node_close (ZbTestNode *node);
void zb_test_node_open (ZbTestNode *node);
void zb_test_node_open_with (ZbTestNode *node, ZbNodeReaders readers);

/* Runs zhibaod serve on the closed node and waits until it is ready; its standard error is ours. */
void zb_test_node_spawn (ZbTestNode *node);
/* Sends @signal to it, waits for its end and returns its wait status. */
int zb_test_node_kill (ZbTestNode *node, int signal);
GPid zb_test_node_pid (const ZbTestNode *node);
GPid zb_test_node_holder (const ZbTestNode *node, const char *role); /* of a key; 0: none */

/* Needs the node open in this process. @area (nullable) is the unit's district, @zone (nullable)
 * its zone. Returns the unit's id. */
gint64 zb_test_node_add_unit (
    ZbTestNode *node, const char *code, const char *name, const char *area, const char *zone);
/* An invitation of the unit @code; of staff, @area NULL for all. (transfer full) */
char *zb_test_node_invite_unit (ZbTestNode *node, const char *code);
char *zb_test_node_invite_staff (
    ZbTestNode *node, const char *person, const char *role, const char *tenant, const char *area);
/* Opens @form ("B204-1") for @period, as if it were now, for whoever sends. */
void zb_test_node_open_period (ZbTestNode *node, const char *form, const char *period);

/* The rest of the line "NAME: …" of an invitation. (transfer full) */
char *zb_test_invitation_line (const char *invitation, const char *name);
/* A fresh P-256 key. (transfer full) */
ZbKey *zb_test_key_new (void);
/* Enrols with fresh keys, over the network if the node serves. @name NULL: as invited. */
ZbTestPerson *zb_test_node_enrol (ZbTestNode *node, const char *invitation, const char *name);
/* A unit of the register and a person enrolled for it. */
ZbTestPerson *zb_test_node_add_enterprise (ZbTestNode *node, const char *code, const char *name);
/* A connection of @person (NULL: without a certificate). (transfer full) */
ZbHttpClient *zb_test_node_connect (const ZbTestNode *node, const ZbTestPerson *person);
/* Asks and returns the status; @ret_body (nullable) gets a NUL-terminated copy of the body. */
guint zb_test_ask (ZbHttpClient *client,
                   const char *method,
                   const char *path,
                   const char *type,
                   GBytes *body,
                   char **ret_body);
/* The same with any headers. */
guint zb_test_ask_with (ZbHttpClient *client,
                        const char *method,
                        const char *path,
                        const char *const *headers,
                        GBytes *body,
                        char **ret_body);
