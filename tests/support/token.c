/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/token.h"

#define DAY (24 * 60 * 60 * G_GINT64_CONSTANT (1000000))

static const char *
genpkey_of (const char *suite)
{
  return g_str_equal (suite, "sm2")    ? "-algorithm SM2"
         : g_str_equal (suite, "p256") ? "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"
                                       : "-algorithm RSA -pkeyopt rsa_keygen_bits:3072";
}

static char *
make_key (ZbTempDir *dir, const char *suite)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat (suite, ".token.pem", NULL);
  char *path = zb_temp_dir_path (dir, name);
  g_autofree char *command =
      g_strdup_printf ("openssl genpkey -quiet %s -out %s", genpkey_of (suite), path);
  int status = -1;

  g_spawn_command_line_sync (command, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return path;
}

ZbTestToken *
zb_test_token_new (ZbTempDir *dir, ZbTestAuthority *authority, const char *suite)
{
  g_autoptr (GError) error = NULL;
  ZbTestToken *token = g_new0 (ZbTestToken, 1);
  gint64 now = g_get_real_time ();
  ZbIssuer *issuer = zb_test_authority_issuer (authority);
  const ZbIssue issue = {.name = "王小明",
                         .unit = ZB_TEST_UNIT,
                         .uses = ZB_USE_SIGNING,
                         .not_before = now - DAY,
                         .not_after = now + DAY};
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);

  token->key = make_key (dir, suite);
  token->argv = g_new0 (char *, 3);
  token->argv[0] =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests", "support", "sign-with-key", NULL);
  token->argv[1] = g_strdup (token->key);
  g_autoptr (GBytes) request =
      zb_signer_program_request ((const char *const *)token->argv, issue.name, issue.unit, &error);
  g_assert_no_error (error);
  token->certificate = zb_issuer_certify (issuer, request, &issue, &error);
  g_assert_no_error (error);
  g_ptr_array_add (chain, zb_certificate_ref (zb_issuer_certificate (issuer)));
  token->signer =
      zb_signer_new_for_program ((const char *const *)token->argv, token->certificate, chain);
  return token;
}

void
zb_test_token_free (ZbTestToken *token)
{
  zb_signer_free (token->signer);
  zb_certificate_unref (token->certificate);
  g_strfreev (token->argv);
  g_free (token->key);
  g_free (token);
}
