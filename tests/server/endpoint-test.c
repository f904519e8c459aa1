/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/endpoint.h"

#include <arpa/inet.h>

static void
assert_read (const char *text, guint port, gboolean is_open, const char *url)
{
  g_autoptr (GError) error = NULL;
  ZbEndpoint endpoint;

  zb_endpoint_parse (text, &endpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (
      ntohs (endpoint.any.sa_family == AF_INET ? endpoint.v4.sin_port : endpoint.v6.sin6_port), ==,
      port);
  g_assert_cmpint (zb_endpoint_is_open (&endpoint), ==, is_open);
  g_autofree char *written = zb_endpoint_url (&endpoint, port);
  g_assert_cmpstr (written, ==, url);
}

static void
test_reads_addresses_with_ports (void)
{
  assert_read ("127.0.0.1:9465", 9465, FALSE, "http://127.0.0.1:9465/");
  assert_read ("127.9.9.9:0", 0, FALSE, "http://127.9.9.9:0/");
  assert_read ("0.0.0.0:65535", 65535, TRUE, "http://0.0.0.0:65535/");
  assert_read ("[::1]:80", 80, FALSE, "http://[::1]:80/");
  assert_read ("[::]:80", 80, TRUE, "http://[::]:80/");
}

static void
test_refuses_what_is_none (void)
{
  static const char *const wrong[] = {"",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "127.0.0.1:65536",
                                      "127.0.0.1:-1",
                                      "localhost:80",
                                      "[::1]",
                                      "[]:80",
                                      "[127.0.0.1:80",
                                      ":80"};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    ZbEndpoint endpoint;
    g_assert_false (zb_endpoint_parse (wrong[i], &endpoint, &error));
    g_assert_error (error, ZB_LISTENER_ERROR, ZB_LISTENER_ERROR_CONFIGURATION);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/endpoint/reads-addresses-with-ports", test_reads_addresses_with_ports);
  g_test_add_func ("/server/endpoint/refuses-what-is-none", test_refuses_what_is_none);
  return g_test_run ();
}
