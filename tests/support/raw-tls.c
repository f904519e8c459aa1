/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/raw-tls.h"

#include "exchange/certificate-private.h"
#include "exchange/key-private.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <unistd.h>

struct _ZbRawTls {
  int fd;
  SSL_CTX *context;
  SSL *ssl;
};

static void
show_certificate (SSL_CTX *context, const ZbTestPerson *person)
{
  g_assert_cmpint (SSL_CTX_use_certificate (context, zb_certificate_x509 (person->tls)), ==, 1);
  for (guint i = 0; i < person->tls_chain->len; i++)
    g_assert_cmpint (
        SSL_CTX_add1_chain_cert (context, zb_certificate_x509 (person->tls_chain->pdata[i])), ==,
        1);
  g_assert_cmpint (SSL_CTX_use_PrivateKey (context, zb_key_pkey (person->tls_key)), ==, 1);
}

ZbRawTls *
zb_raw_tls_connect (guint port)
{
  return zb_raw_tls_connect_as (port, NULL);
}

static int
open_socket (guint port)
{
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons ((guint16)port),
      .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int at_once = 1;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once), ==, 0);
  g_assert_cmpint (connect (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  return fd;
}

ZbRawTls *
zb_raw_tls_connect_as (guint port, const ZbTestPerson *person)
{
  ZbRawTls *tls = g_new0 (ZbRawTls, 1);

  tls->fd = open_socket (port);
  tls->context = SSL_CTX_new (TLS_client_method ());
  if (person)
    show_certificate (tls->context, person);
  tls->ssl = SSL_new (tls->context);
  SSL_set_fd (tls->ssl, tls->fd);
  g_assert_cmpint (SSL_connect (tls->ssl), ==, 1);
  return tls;
}

/* What a client offers, and nothing else. */
typedef struct {
  int version;
  const char *ciphers;    /* of TLS 1.2 and before */
  const char *signatures; /* NULL: the usual ones */
  gboolean agreed;
} Offer;

static gboolean
try_offer (guint port, const Offer *offer)
{
  g_autofree char *ciphers = g_strconcat (offer->ciphers, ":@SECLEVEL=0", NULL);
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  int fd = open_socket (port);

  g_assert_cmpint (SSL_CTX_set_cipher_list (context, ciphers), ==, 1);
  SSL_CTX_set_min_proto_version (context, offer->version);
  SSL_CTX_set_max_proto_version (context, offer->version);
  if (offer->signatures)
    g_assert_cmpint (SSL_CTX_set1_sigalgs_list (context, offer->signatures), ==, 1);
  SSL *ssl = SSL_new (context);
  SSL_set_fd (ssl, fd);
  gboolean agreed = SSL_connect (ssl) == 1;
  SSL_free (ssl);
  SSL_CTX_free (context);
  close (fd);
  return agreed;
}

void
zb_raw_tls_assert_strict (guint port)
{
  static const Offer offers[] = {
      {TLS1_3_VERSION, "ALL", NULL, TRUE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384", NULL, TRUE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256", NULL, TRUE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305", NULL, TRUE},
      {TLS1_VERSION, "ALL", NULL, FALSE},
      {TLS1_1_VERSION, "ALL", NULL, FALSE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256", NULL, FALSE}, /* CBC */
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES256-SHA384", NULL, FALSE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA", NULL, FALSE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-CAMELLIA256-SHA384", NULL, FALSE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES128-CCM8", NULL, FALSE}, /* a short tag */
      {TLS1_2_VERSION, "kRSA", NULL, FALSE},
      {TLS1_2_VERSION, "aNULL", NULL, FALSE},
      {TLS1_2_VERSION, "eNULL", NULL, FALSE},
      {TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDSA+SHA1", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_test_message ("%#x %s %s", (guint)offers[i].version, offers[i].ciphers,
                    offers[i].signatures ? offers[i].signatures : "");
    g_assert_cmpint (try_offer (port, &offers[i]), ==, offers[i].agreed);
  }
}

void
zb_raw_tls_free (ZbRawTls *tls)
{
  SSL_free (tls->ssl);
  SSL_CTX_free (tls->context);
  if (tls->fd >= 0)
    close (tls->fd);
  g_free (tls);
}

void
zb_raw_tls_shut_sending (ZbRawTls *tls)
{
  SSL_shutdown (tls->ssl);
  shutdown (tls->fd, SHUT_WR);
}

int
zb_raw_tls_fd (const ZbRawTls *tls)
{
  return tls->fd;
}

gsize
zb_raw_tls_take (ZbRawTls *tls, void *buffer, gsize size)
{
  gsize n = 0;

  return SSL_read_ex (tls->ssl, buffer, size, &n) == 1 ? n : 0;
}

gboolean
zb_raw_tls_wait (ZbRawTls *tls, guint most_ms)
{
  struct pollfd waiting = {.fd = tls->fd, .events = POLLIN};

  return poll (&waiting, 1, (int)most_ms) > 0;
}

void
zb_raw_tls_reset (ZbRawTls *tls)
{
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

  setsockopt (tls->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (tls->fd);
  tls->fd = -1;
}

char *
zb_raw_tls_peer (ZbRawTls *tls)
{
  X509 *certificate = SSL_get1_peer_certificate (tls->ssl);
  guchar *der = NULL;
  int length = i2d_X509 (certificate, &der);

  g_assert_cmpint (length, >, 0);
  char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der, (gsize)length);
  OPENSSL_free (der);
  X509_free (certificate);
  return digest;
}

gboolean
zb_raw_tls_send (ZbRawTls *tls, const void *bytes, gsize length)
{
  gsize sent = 0;

  return length == 0 || SSL_write_ex (tls->ssl, bytes, length, &sent) == 1;
}

char *
zb_raw_tls_read (ZbRawTls *tls, guint silence_ms, gboolean *ret_closed)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gboolean closed = FALSE, silent = FALSE;

  while (!closed && !silent) {
    struct pollfd waiting = {.fd = tls->fd, .events = POLLIN};
    silent = SSL_pending (tls->ssl) == 0 && poll (&waiting, 1, (int)silence_ms) == 0;
    gsize n = silent ? 0 : zb_raw_tls_take (tls, buffer, sizeof buffer);
    closed = !silent && n == 0;
    g_string_append_len (text, buffer, (gssize)n);
  }
  if (ret_closed)
    *ret_closed = closed;
  return g_string_free (text, FALSE);
}
