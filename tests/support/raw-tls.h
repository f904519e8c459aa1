/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* A TLS connection to 127.0.0.1 that says exactly what a test wants said, for what no well-behaved
 * client would send. */
typedef struct _ZbRawTls ZbRawTls;

/* Fails the test when it cannot connect. Whom it speaks to is not checked. (transfer full) */
ZbRawTls *zb_raw_tls_connect (guint port);
/* As @person, by his certificate. */
ZbRawTls *zb_raw_tls_connect_as (guint port, const ZbTestPerson *person);
/* Tries the port with versions, ciphers and signatures one at a time, and fails the test unless
 * just those of today are agreed to. */
void zb_raw_tls_assert_strict (guint port);
void zb_raw_tls_free (ZbRawTls *tls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRawTls, zb_raw_tls_free)

/* SHA-256 of the certificate that the peer showed, hex. (transfer full) */
char *zb_raw_tls_peer (ZbRawTls *tls);
/* FALSE once the peer has closed. */
gboolean zb_raw_tls_send (ZbRawTls *tls, const void *bytes, gsize length);
/* Says that nothing more will be said, and goes on listening. */
void zb_raw_tls_shut_sending (ZbRawTls *tls);
int zb_raw_tls_fd (const ZbRawTls *tls); /* readable once the peer says something */
/* Waits for what comes next, at most @size bytes of it. 0: the peer has closed. */
gsize zb_raw_tls_take (ZbRawTls *tls, void *buffer, gsize size);
/* Whether the peer says something within @most_ms; nothing is read. */
gboolean zb_raw_tls_wait (ZbRawTls *tls, guint most_ms);
/* Breaks the connection off: what was not read is thrown away, and the peer told so. */
void zb_raw_tls_reset (ZbRawTls *tls);
/* Reads until the peer closes or is silent for @silence_ms. (transfer full) NUL-terminated. */
char *zb_raw_tls_read (ZbRawTls *tls, guint silence_ms, gboolean *ret_closed);
