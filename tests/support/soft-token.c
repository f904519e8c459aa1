/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/soft-token.h"

#define PIN ZB_SOFT_TOKEN_PIN

static void
run (const char *const *line)
{
  g_autofree char *said = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (GError) error = NULL;
  int status = 1;

  g_spawn_sync (NULL, (char **)line, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &said, &complaint,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s%s", line[0], said, complaint);
}

void
zb_soft_token_begin (ZbTempDir *dir, const char *script)
{
  g_autofree char *configuration = zb_temp_dir_path (dir, "softhsm2.conf");
  g_autofree char *folder = g_path_get_dirname (configuration);
  g_autofree char *all = g_strconcat ("set -e; cd \"$0\"\n", script, NULL);
  const char *const line[] = {"/bin/sh", "-c", all, folder, NULL};
  g_autofree char *text = g_strdup_printf ("directories.tokendir = %s\n", folder);

  g_assert_true (g_file_set_contents (configuration, text, -1, NULL));
  run (line);
  g_setenv ("SOFTHSM2_CONF", configuration, TRUE);
}

void
zb_soft_token_make (const char *label)
{
  const char *const line[] = {"softhsm2-util",
                              "--init-token",
                              "--free",
                              "--label",
                              label,
                              "--pin",
                              PIN,
                              "--so-pin",
                              PIN,
                              NULL};
  run (line);
}

static void
put (const ZbTempDir *dir,
     const char *on,
     const char *id,
     const char *label,
     const char *kind,
     const char *file,
     const char *mark)
{
  g_autofree char *path = zb_temp_dir_path (dir, file);
  g_autofree char *escaped = g_uri_escape_string (on, NULL, FALSE);
  g_autofree char *token = g_strconcat ("pkcs11:token=", escaped, NULL);
  const char *const line[] = {"p11tool", "--provider", ZB_SOFT_TOKEN_MODULE,
                              "--login", "--set-pin",  PIN,
                              "--write", kind,         path,
                              "--id",    id,           "--label",
                              label,     token,        mark,
                              NULL};
  run (line);
}

void
zb_soft_token_put (const ZbTempDir *dir,
                   const char *on,
                   const char *id,
                   const char *label,
                   const char *certificate,
                   const char *key)
{
  put (dir, on, id, label, "--load-certificate", certificate, NULL);
  if (key)
    put (dir, on, id, label, "--load-privkey", key, NULL);
}

void
zb_soft_token_put_guarded (const ZbTempDir *dir,
                           const char *on,
                           const char *id,
                           const char *label,
                           const char *certificate,
                           const char *key)
{
  put (dir, on, id, label, "--load-certificate", certificate, NULL);
  put (dir, on, id, label, "--load-privkey", key, "--mark-always-authenticate");
}
