/* SPDX-License-Identifier: Apache-2.0 */
#include "server/config.h"
#include "tests/support/temp-dir.h"

#include <string.h>

#define NINE "123456789"
#define NODE "[node]\ncode = 350200\nhost = localhost\n"

static void
refuse (const char *text, ZbConfigError code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_config_parse ("zhibaod.conf", text, &error));
  g_assert_error (error, ZB_CONFIG_ERROR, (int)code);
  if (!strstr (error->message, message))
    g_error ("'%s' does not say '%s'", error->message, message);
}

static void
test_reads_what_it_composes (void)
{
  g_autofree char *text = zb_config_compose ("350200", "report.example", "0.0.0.0", 9443);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbConfig) config = zb_config_parse ("zhibaod.conf", text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (config->node, ==, "350200");
  g_assert_cmpstr (config->host, ==, "report.example");
  g_assert_cmpstr (config->address, ==, "0.0.0.0");
  g_assert_cmpint (config->port, ==, 9443);
  g_assert_cmpint (config->crl_hours, ==, 24);
  g_assert_cmpint (config->max_megabytes, ==, 0);
}

/* Every default stands as a comment; uncommented it must be taken. */
static void
test_takes_its_own_defaults (void)
{
  g_autofree char *text = zb_config_compose ("350200", "localhost", "127.0.0.1", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbConfig) config = NULL;
  guint uncommented = 0;

  for (char *line = strstr (text, "\n#"); line; line = strstr (line + 1, "\n#"))
    if (line[2] != ' ') {
      line[1] = ' ';
      uncommented++;
    }
  config = zb_config_parse ("zhibaod.conf", text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (uncommented, >=, 10);
  g_assert_cmpint (config->workers, ==, 8);
}

static void
test_names_the_line (void)
{
  refuse (NODE "nonsense\n", ZB_CONFIG_ERROR_SYNTAX, "zhibaod.conf:4: nonsense: ");
  refuse (NODE "\n[nodes]\n", ZB_CONFIG_ERROR_UNKNOWN, "zhibaod.conf:5: nodes: ");
  refuse (NODE "[listen]\nprot = 1\n", ZB_CONFIG_ERROR_UNKNOWN, "zhibaod.conf:5: prot: ");
  refuse ("code = 1\n", ZB_CONFIG_ERROR_UNKNOWN, "zhibaod.conf:1: code: it stands before");
}

static void
test_bounds (void)
{
  static const struct {
    const char *line;
    gboolean good;
  } cases[] = {
      {"[copies]\nnodes = off", TRUE},
      {"[copies]\nnodes = 350200, 350203", TRUE},
      {"[copies]\nnodes = ..", FALSE},
      {"[copies]\nnodes = a/b", FALSE},
      {"[keys]\nsockets = off", TRUE},
      {"[keys]\nsockets = /run/zhibaod-sign", TRUE},
      {"[keys]\nsockets = run", FALSE},
      {"[keys]\nsockets = /", FALSE},
      {"[keys]\nsockets = /" NINE NINE NINE NINE NINE NINE NINE NINE "123456", TRUE},
      {"[keys]\nsockets = /" NINE NINE NINE NINE NINE NINE NINE NINE "1234567", FALSE},
      {"[listen]\nport = 0", TRUE},
      {"[listen]\nport = 65535", TRUE},
      {"[listen]\nport = 65536", FALSE},
      {"[listen]\nport = -1", FALSE},
      {"[listen]\nport =", FALSE},
      {"[listen]\nport = 1 2", FALSE},
      {"[listen]\nport = 0x10", FALSE},
      {"[authority]\ncertify-units = 0", TRUE},
      {"[authority]\ncertify-units = 2", FALSE},
      {"[authority]\npublished-at = off", TRUE},
      {"[authority]\npublished-at = node", TRUE},
      {"[authority]\npublished-at = http://report.example", TRUE},
      {"[authority]\npublished-at = https://[2001:db8::1]:8443/ca", TRUE},
      {"[authority]\npublished-at = http://report.example/", FALSE},
      {"[authority]\npublished-at = ldap://report.example", FALSE},
      {"[authority]\npublished-at = http://a,URI:http://b", FALSE},
      {"[authority]\ncrl-hours = 1", TRUE},
      {"[authority]\ncrl-hours = 0", FALSE},
      {"[authority]\ncrl-hours = 720", TRUE},
      {"[authority]\ncrl-hours = 721", FALSE},
      {"[listen]\naddress = ::1", TRUE},
      {"[listen]\naddress = localhost", FALSE},
      {"[node]\ncode = 35 02", FALSE},
      {"[node]\nhost = a/b", FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (NODE, cases[i].line, "\n", NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbConfig) config = zb_config_parse ("zhibaod.conf", text, &error);

    g_test_message ("%s", cases[i].line);
    g_assert_cmpint (config != NULL, ==, cases[i].good);
    if (!cases[i].good)
      g_assert_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_VALUE);
  }
}

static void
test_needs_code_and_host (void)
{
  refuse ("", ZB_CONFIG_ERROR_VALUE, "zhibaod.conf: [node] code is missing");
  refuse ("[node]\ncode = 1\n", ZB_CONFIG_ERROR_VALUE, "zhibaod.conf: [node] host is missing");
}

static void
test_refuses_what_is_no_text (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_write (dir, "zhibaod.conf", NODE "\0", sizeof NODE);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_config_read (path, &error));
  g_assert_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_SYNTAX);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_refuses_an_empty_file (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_write (dir, "zhibaod.conf", "", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_config_read (path, &error));
  g_assert_error (error, ZB_CONFIG_ERROR, ZB_CONFIG_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, path));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/config/reads-what-it-composes", test_reads_what_it_composes);
  g_test_add_func ("/server/config/takes-its-own-defaults", test_takes_its_own_defaults);
  g_test_add_func ("/server/config/names-the-line", test_names_the_line);
  g_test_add_func ("/server/config/bounds", test_bounds);
  g_test_add_func ("/server/config/needs-code-and-host", test_needs_code_and_host);
  g_test_add_func ("/server/config/refuses-what-is-no-text", test_refuses_what_is_no_text);
  g_test_add_func ("/server/config/refuses-an-empty-file", test_refuses_an_empty_file);
  return g_test_run ();
}
