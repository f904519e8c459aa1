/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/authority.h"

/* A small HTTPS server for tests of clients, on 127.0.0.1 and a port of the system's choice, in a
 * thread of its own. It serves one connection after another, and does on request what servers and
 * networks do at the worst moment. */
typedef struct _ZbHttpPeer ZbHttpPeer;

typedef struct {
  const char *method;
  const char *path;
  GHashTable *headers;   /* lower-case name → value */
  GBytes *body;          /* as much as came */
  gboolean complete;     /* FALSE where the connection was cut off before the end of the body */
  ZbCertificate *client; /* (nullable) what the client showed */
} ZbPeerRequest;

typedef struct {
  guint status;     /* 0: the connection is closed without an answer */
  GString *headers; /* "Name: value\r\n" … */
  GBytes *body;     /* (nullable) taken */
  gsize cut;        /* close after so many bytes of the answer; 0: not */
} ZbPeerAnswer;

/* Called in the peer's thread. */
typedef void (*ZbPeerHandler) (const ZbPeerRequest *request, ZbPeerAnswer *answer, gpointer data);

/* @client_root (nullable): clients must show a certificate that leads to it. Fails the test when no
 * port can be had. (transfer full) */
ZbHttpPeer *zb_http_peer_new (ZbTestIdentity *server,
                              ZbCertificate *client_root,
                              ZbPeerHandler handler,
                              gpointer data);
void zb_http_peer_free (ZbHttpPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbHttpPeer, zb_http_peer_free)

const char *zb_http_peer_url (const ZbHttpPeer *peer); /* "https://127.0.0.1:PORT" */
guint zb_http_peer_port (const ZbHttpPeer *peer);
guint zb_http_peer_connections (ZbHttpPeer *peer); /* accepted so far */
/* Cuts the connection once @bytes of a request's body have been read; the handler is told of what
 * came. @skip requests with a body are spared before that; all later ones are cut, until it is set
 * to G_MAXSIZE. */
void zb_http_peer_cut (ZbHttpPeer *peer, guint skip, gsize bytes);
